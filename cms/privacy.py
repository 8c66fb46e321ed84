"""How content answers for personal data: it is what the council publishes, about nobody in the directory."""

from people.privacy import AppPrivacy, Retention, acted, fields, impersonal, kept, prose

CONTENT = "Content that staff write and publish. An editor changes it."
SERVICE = "Contact points of services, not of private people. An editor changes them."
MACHINE = "Written by the software: hashes, names of its own, why a file cannot be used."
FIELDS = {
    **fields(kept(CONTENT), "HomePage", "heading introduction doors parts_heading parts"),
    **fields(kept(CONTENT), "StandardPage", "introduction body"),
    **fields(kept(CONTENT), "SupportPage", "introduction body"),
    **fields(kept(CONTENT), "ModuleIndexPage", "introduction"),
    **fields(kept(CONTENT), "ModulePage", "purpose audience_label content_note steps"),
    **fields(kept(CONTENT), "AwarenessIndexPage", "introduction"),
    **fields(
        kept(CONTENT),
        "AwarenessPage",
        "about content_note ground_rules step_out if_told lesson_short lesson_long lesson_send pauses letter "
        "pupil_heading pupil_text",
    ),
    **fields(kept(CONTENT), "Film", "title file small described signed captions poster cues"),
    **fields(kept(CONTENT), "Picture", "title description file"),
    "Picture.uploaded_by_user": acted(),
    "Picture.file_hash": impersonal(MACHINE),
    **fields(kept(CONTENT), "PictureRendition", "file"),
    **fields(impersonal(MACHINE), "PictureRendition", "filter_spec focal_point_key"),
    **fields(kept(SERVICE), "SupportContact", "name purpose pupil_text if_no_answer phone website email note"),
    "ClosedDay.reason": kept(SERVICE),
    **fields(
        kept("Who answers for this service. An editor changes it."),
        "PartnershipSettings",
        "name council_name contact_name contact_email contact_phone",
    ),
    **fields(impersonal(MACHINE), "Pack", "fingerprint content sha256 error"),
    "Pack.file": kept(CONTENT),
    "Pack.withdrawn_by": acted(),
    "Pack.withdrawn_because": prose("Why an officer withdrew it, as those who fetched it were told."),
    "FilmUpload.uploaded_by": acted(),
    "FilmUpload.original": kept("A film on its way in; gone once it is prepared or refused."),
    "FilmUpload.error": impersonal(MACHINE),
}
RETENTION = {
    **{
        f"cms_{name}": Retention("until deleted", "Content.")
        for name in (
            "homepage", "standardpage", "supportpage", "moduleindexpage", "modulepage", "film", "picture",
            "picturerendition", "awarenessindexpage", "awarenesspage", "pack", "supportcontact", "openinghours",
            "closedday",
        )
    },
    "cms_filmupload": Retention("for ever, without the file", "What became of an upload."),
    "cms_partnershipsettings": Retention("until changed", "Who to ask."),
}  # fmt: skip

PRIVACY = AppPrivacy("cms", fields=FIELDS, retention=RETENTION)
