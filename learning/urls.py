from django.urls import path

from learning.views import board_actions, board_import, board_reminding, boards, checks, mine, steps

urlpatterns = [
    path("learning/beats/", steps.beats, name="beats"),
    path("learning/<int:enrolment_id>/<slug:step_key>/continue/", steps.continue_step, name="continue_step"),
    path("learning/<int:enrolment_id>/<slug:step_key>/read/", steps.read_step, name="read_step"),
    path("learning/<int:enrolment_id>/<slug:step_key>/answers/", steps.answer_step, name="answer_step"),
    path("learning/<int:enrolment_id>/<slug:step_key>/declaration/", steps.declare_step, name="declare_step"),
    path("learning/try/<int:page_id>/<slug:step_key>/", steps.try_step, name="try_step"),
    path("my/", mine.my_briefings, name="my_briefings"),
    path("my/certificates/<str:code>/", mine.certificate, name="certificate"),
    path("my/certificates/<str:code>/certificate.pdf", mine.certificate_pdf_file, name="certificate_pdf"),
    path("boards/", boards.boards, name="boards"),
    path("boards/<int:organisation_id>/", boards.board, name="board"),
    path("boards/<int:organisation_id>/meeting/", boards.meeting, name="board_meeting"),
    path("boards/<int:organisation_id>/download.<slug:file_type>", boards.download, name="board_download"),
    path("boards/<int:organisation_id>/register/", boards.corrections, name="board_corrections"),
    path(
        "boards/<int:organisation_id>/register/download.<slug:file_type>",
        boards.corrections_download,
        name="board_corrections_download",
    ),
    path("boards/<int:organisation_id>/import/", board_import.board_import, name="board_import"),
    path("boards/<int:organisation_id>/import/<int:run_id>/", board_import.board_import_look, name="board_import_look"),
    path("boards/<int:organisation_id>/add/", board_actions.add, name="board_add"),
    path("boards/<int:organisation_id>/seats/", board_actions.seats, name="board_seats"),
    path("boards/<int:organisation_id>/remind/", board_reminding.remind, name="board_remind"),
    path("boards/<int:organisation_id>/people/<int:person_id>/", board_actions.person, name="board_person"),
    path("boards/<int:organisation_id>/people/<int:person_id>/name/", board_actions.name, name="board_name"),
    path("boards/<int:organisation_id>/people/<int:person_id>/address/", board_actions.address, name="board_address"),
    path(
        "boards/<int:organisation_id>/people/<int:person_id>/no-address/",
        board_actions.no_address,
        name="board_no_address",
    ),
    path("boards/<int:organisation_id>/terms/<int:appointment_id>/end/", board_actions.end, name="board_end"),
    path("boards/<int:organisation_id>/questions/<int:question_id>/", board_reminding.answer, name="board_question"),
    path("check/", checks.check_certificate, name="check_certificate"),
    path("check/<str:code>/", checks.checked_certificate, name="checked_certificate"),
]
