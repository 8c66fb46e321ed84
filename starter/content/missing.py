"""When a child is missing from school, with the form for schools."""

from typing import Any

from starter.filling import Reference

MISSING: dict[str, Any] = {
    "title": "When a child is missing from school",
    "slug": "missing-from-school",
    "introduction": "What schools do when a child is missing, suspended, or on a part-time timetable.",
    "search_description": (  # "reduced timetable" is what some people search for
        "What schools in {area_name} do when a child is missing, suspended, permanently excluded "
        "or on a part-time timetable (reduced timetable)."
    ),
    "body": [
        (
            "text",
            """
<p>A child who isn’t in school may be less safe, so each school has to act. This page sums up how it’s done in {area_name}. Your school’s own policy says more.</p>
<h2>If a child is missing</h2>
<p>The school tries the child’s home. If nobody knows where the child is, and that’s out of character or the child may be at risk, the school tells the police and children’s services. The police hold case planning meetings, where those who know the child plan together what to do.</p>
<p>If you think a child is in danger now, call 999. Don’t wait for the school.</p>
<h2>If a child is suspended or permanently excluded</h2>
<p><b>Suspended</b> means that the child must stay away from school for a fixed time. <b>Permanently excluded</b> means for good. Sending a child home without either is unlawful.</p>
<ul>
<li>The headteacher tells the parents and the council without delay, however short the suspension. If the child has a social worker or a virtual school head, they’re told too.</li>
<li>For the first 5 school days the school sets work, and parents keep the child out of public places in school hours.</li>
<li>From the 6th school day the child is taught full time somewhere else.</li>
</ul>
<h2>If a child is on a part-time timetable</h2>
<p>The child is in school for fewer hours than others. It’s for exceptional cases: the parents agree to it, it’s reviewed and it has an end date. It’s never a way to manage behaviour.</p>
<h2>Telling the education welfare service</h2>
<p>For a suspension, a permanent exclusion or a part-time timetable, {area_name} asks schools to tell the council’s education welfare service on a pro forma: a form that asks each school for the same facts.</p>
""",
        ),
        (
            "document",
            {
                "document": Reference("document", "missing-pro-forma.pdf"),
                "label": "Pro forma: suspension, permanent exclusion or part-time timetable (PDF, 2 pages, for schools)",
                "text": (
                    "For schools only. Fill it in on your own computer. Send it by your school’s own secure route. "
                    "Do not send it through this website."
                ),
            },
        ),
        (
            "text",
            """
<p>If you cannot use the PDF, ask the education welfare service for it in another format.</p>
<h2>What governors can ask</h2>
<ul>
<li>How many of our pupils are suspended, permanently excluded or on a part-time timetable? Which groups of pupils does it happen to most?</li>
<li>What do we know about where they are, and who is with them?</li>
<li>When does each part-time timetable end?</li>
</ul>
<p>Ask about numbers and patterns, never about a child. In a small school, even a number can point to a child.</p>
<h2>If you are worried about a child</h2>
<p>The form does not take the place of a call. Go to <a href="/worried/">Worried about a child?</a></p>
""",
        ),
    ],
}
