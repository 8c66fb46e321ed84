"""The tables of Django, allauth and Wagtail: what they hold about people, in this one place. None of them is ours."""

import json
from collections.abc import Iterator
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import ModelLogEntry, Revision
from wagtail.users.models import UserProfile

from people.models import Appointment, Person
from people.personal_record import PersonRecord
from people.privacy.declarations import ERASED, Retention, about, acted, emptied, fields, impersonal, kept, prose
from people.privacy.identifiers import Identifiers
from people.privacy.registry import AppPrivacy
from people.privacy.scrubbing import rows_that_may_name

CONTENT = "Content that staff write and publish. An editor changes it."
STRUCTURE = "Structure, keys and names of the software."
COMMENTS = "wagtail_admin_comments"  # in a page's revision


# --- Django ---------------------------------------------------------------------------------------------------------


def erase_sessions(record: PersonRecord, known: Identifiers, now: datetime) -> None:
    """Theirs, and those of a browser in which their address waits for a code."""
    keys = {str(pk) for pk in record.keys}
    for session in Session.objects.iterator():
        data = session.get_decoded()
        if data.get("_auth_user_id") in keys or known.are_in(json.dumps(data, default=str)):
            SessionStore(session.session_key).delete()


SESSIONS = AppPrivacy(
    "sessions",
    fields=fields(emptied("The row is deleted.", exported=False), "Session", "session_key session_data"),
    retention={
        "django_session": Retention(
            "14 days at most; rows that are over go within hours", "So that people stay signed in."
        )
    },
    erase=erase_sessions,
)
AUTH = AppPrivacy("auth", fields={"*": impersonal("Names of groups and rights.")})
CONTENT_TYPES = AppPrivacy("contenttypes", fields={"*": impersonal(STRUCTURE)})


# --- allauth --------------------------------------------------------------------------------------------------------

ACCOUNT = AppPrivacy(
    "account",
    fields={
        "EmailAddress.user": about(),
        "EmailAddress.email": emptied("The row is deleted."),
        "EmailConfirmation.key": emptied("The row is deleted.", exported=False),
    },
    retention={
        "account_emailaddress": Retention("until deleted", "Not used; allauth may note an address that was proved."),
        "account_emailconfirmation": Retention("until deleted", "Not used."),
    },
    erase=lambda record, known, now: EmailAddress.objects.filter(user__in=record.keys).delete(),
)
MFA = AppPrivacy(
    "mfa",
    fields={
        "Authenticator.user": about(),
        "Authenticator.data": emptied("The row is deleted. It holds the name they gave a passkey.", exported=False),
    },
    retention={"mfa_authenticator": Retention("until removed by the person", "So that they can sign in.")},
    withheld={"Authenticator": "It would open the door."},
    erase=lambda record, known, now: Authenticator.objects.filter(user__in=record.keys).delete(),
)


# --- Wagtail --------------------------------------------------------------------------------------------------------


def _logs(record: PersonRecord) -> QuerySet[ModelLogEntry]:
    """Who changed these people and their appointments. Each entry repeats what they were called then."""
    seats = Appointment.objects.filter(person__in=record.keys).values_list("pk", flat=True)
    wanted = Q(pk=None)
    for model, pks in ((Person, record.keys), (Appointment, seats)):
        of_model = ContentType.objects.get_for_model(model)
        wanted |= Q(content_type=of_model, object_id__in=[str(pk) for pk in pks])
    entries: QuerySet[ModelLogEntry] = ModelLogEntry.objects.filter(wanted)
    return entries


def known_in_logs(record: PersonRecord) -> Iterator[str]:
    of_people = _logs(record).filter(content_type=ContentType.objects.get_for_model(Person))
    yield from of_people.values_list("label", flat=True).distinct()


def erase_in_wagtail(record: PersonRecord, known: Identifiers, now: datetime) -> None:
    """The log of their own rows, and what editors noted about them in drafts."""
    _logs(record).update(label=ERASED, data={})
    for revision in list(rows_that_may_name(Revision.objects.all(), ["content"], known)):
        comments = known.taken_out_of(revision.content.get(COMMENTS))
        if comments != revision.content.get(COMMENTS):
            Revision.objects.filter(pk=revision.pk).update(content={**revision.content, COMMENTS: comments})


WAGTAIL = AppPrivacy(
    "wagtailcore",
    fields={
        **fields(acted(), "Page", "owner locked_by"),
        **fields(kept(CONTENT), "Page", "title draft_title slug url_path seo_title search_description"),
        "Page.path": impersonal(STRUCTURE),
        "Revision.user": acted(),
        "Revision.object_id": impersonal(STRUCTURE),
        **fields(kept(f"{CONTENT} Notes among editors lose the name."), "Revision", "object_str content"),
        "ModelLogEntry.user": acted(),
        **fields(emptied("Emptied.", scrubbed=True), "ModelLogEntry", "label data"),
        **fields(impersonal(STRUCTURE), "ModelLogEntry", "action object_id"),
        "PageLogEntry.user": acted(),
        **fields(prose("Titles of pages, and notes that go with a change."), "PageLogEntry", "label data"),
        "PageLogEntry.action": impersonal(STRUCTURE),
        **fields(acted(), "Comment", "user resolved_by"),
        "Comment.text": prose("Notes among editors."),
        **fields(impersonal(STRUCTURE), "Comment", "contentpath position"),
        "CommentReply.user": acted(),
        "CommentReply.text": prose("Notes among editors."),
        "TaskState.finished_by": acted(),
        "TaskState.comment": prose("What a reviewer says of a draft."),
        "WorkflowState.requested_by": acted(),
        "WorkflowState.object_id": impersonal(STRUCTURE),
        "PageSubscription.user": about(),
        "UploadedFile.uploaded_by_user": acted(),
        "UploadedFile.file": kept("A picture or document on its way into the library."),
        "*": impersonal(STRUCTURE),
    },
    retention={
        f"wagtailcore_{name}": Retention("for ever", "So that an editor can go back, and that changes have a name.")
        for name in (
            "page", "revision", "pagelogentry", "modellogentry", "comment", "commentreply", "pagesubscription",
            "workflowstate", "taskstate", "uploadedfile",
        )
    },
    withheld={"PageSubscription": "Which pages of the admin tell them of comments."},
    known_as=known_in_logs,
    erase=erase_in_wagtail,
)  # fmt: skip


def erase_in_admin(record: PersonRecord, known: Identifiers, now: datetime) -> None:
    EditingSession.objects.filter(user__in=record.keys).delete()
    FormState.objects.filter(user__in=record.keys).delete()
    states = FormState.objects.values_list("pk", "data")
    FormState.objects.filter(pk__in=[pk for pk, data in states if known.are_in(data)]).delete()


ADMIN = AppPrivacy(
    "wagtailadmin",
    fields={
        "EditingSession.user": about(),
        "FormState.user": about(),
        "FormState.data": emptied("The row is deleted.", exported=False),
        "*": impersonal(STRUCTURE),
    },
    retention={
        "wagtailadmin_editingsession": Retention("until deleted", "Two editors see each other."),
        "wagtailadmin_formstate": Retention("until deleted", "A form that was not sent yet."),
    },
    withheld={"EditingSession": "It passes within the hour.", "FormState": "It passes within the day."},
    erase=erase_in_admin,
)
USERS = AppPrivacy(
    "wagtailusers",
    fields={"UserProfile.user": about(), "*": emptied("The row is deleted.")},
    retention={"wagtailusers_userprofile": Retention("until deleted", "Preferences of staff.")},
    withheld={"UserProfile": "Colours and time zone of the admin."},
    erase=lambda record, known, now: UserProfile.objects.filter(user__in=record.keys).delete(),
)
DOCUMENTS = AppPrivacy(
    "wagtaildocs",
    fields={"Document.uploaded_by_user": acted(), "*": kept(CONTENT)},
    retention={"wagtaildocs_document": Retention("until deleted", "Documents that pages and actions show.")},
)
IMAGES = AppPrivacy(
    "wagtailimages",
    fields={"Image.uploaded_by_user": acted(), "*": kept("Not used: a model of our own takes its place.")},
    retention={"wagtailimages_image": Retention("until deleted", "Not used.")},
)
CONTENT_APPS = tuple(
    AppPrivacy(label, fields={"*": kept(CONTENT)})
    for label in ("wagtailembeds", "wagtailforms", "wagtailredirects", "wagtailsearch", "taggit")
)
FRAMEWORKS = (
    SESSIONS, AUTH, CONTENT_TYPES, ACCOUNT, MFA, WAGTAIL, ADMIN, USERS, DOCUMENTS, IMAGES, *CONTENT_APPS,
)  # fmt: skip
