"""Who teaches where in the demonstration, all invented: school, role, name, address."""

STAFF = (
    ("secondary", "teacher", "Rowan Makebelieve", "rowan.makebelieve@school.example"),
    ("secondary", "dsl", "Imogen Inkling", "imogen.inkling@school.example"),
    ("primary", "teacher", "Piers Pretence", "piers.pretence@school.example"),
    ("primary", "dsl", "Fern Fabling", "fern.fabling@school.example"),
)
