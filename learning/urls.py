from django.urls import path

from learning.views import board_actions, board_import, board_paper, board_reminding, boards, checks, mine, steps

urlpatterns = [
    path("learning/beats/", steps.beats, name="beats"),
    path("learning/<num:enrolment_id>/<slug:step_key>/continue/", steps.continue_step, name="continue_step"),
    path("learning/<num:enrolment_id>/<slug:step_key>/read/", steps.read_step, name="read_step"),
    path("learning/<num:enrolment_id>/<slug:step_key>/answers/", steps.answer_step, name="answer_step"),
    path("learning/<num:enrolment_id>/<slug:step_key>/declaration/", steps.declare_step, name="declare_step"),
    path("learning/try/<num:page_id>/<slug:step_key>/", steps.try_step, name="try_step"),
    path("my/", mine.my_briefings, name="my_briefings"),
    path("my/certificates/<str:code>/", mine.certificate, name="certificate"),
    path("my/certificates/<str:code>/certificate.pdf", mine.certificate_pdf_file, name="certificate_pdf"),
    path("boards/", boards.boards, name="boards"),
    path("boards/<num:organisation_id>/", boards.board, name="board"),
    path("boards/<num:organisation_id>/meeting/", boards.meeting, name="board_meeting"),
    path("boards/<num:organisation_id>/download.<slug:file_type>", boards.download, name="board_download"),
    path("boards/<num:organisation_id>/register/", boards.corrections, name="board_corrections"),
    path(
        "boards/<num:organisation_id>/register/download.<slug:file_type>",
        boards.corrections_download,
        name="board_corrections_download",
    ),
    path("boards/<num:organisation_id>/import/", board_import.board_import, name="board_import"),
    path(
        "boards/<num:organisation_id>/import/<num:run_id>/",
        board_import.board_import_look,
        name="board_import_look",
    ),
    path("boards/<num:organisation_id>/add/", board_actions.add, name="board_add"),
    path("boards/<num:organisation_id>/seats/", board_actions.seats, name="board_seats"),
    path("boards/<num:organisation_id>/pack.pdf", board_paper.pack, name="board_pack"),
    path("boards/<num:organisation_id>/tabled/", board_paper.tabled, name="board_tabled"),
    path("boards/<num:organisation_id>/tabled/<num:tabling_id>/", board_paper.take_back, name="board_tabled_back"),
    path("boards/<num:organisation_id>/remind/", board_reminding.remind, name="board_remind"),
    path("boards/<num:organisation_id>/people/<num:person_id>/", board_actions.person, name="board_person"),
    path("boards/<num:organisation_id>/people/<num:person_id>/name/", board_actions.name, name="board_name"),
    path(
        "boards/<num:organisation_id>/people/<num:person_id>/address/",
        board_actions.address,
        name="board_address",
    ),
    path(
        "boards/<num:organisation_id>/people/<num:person_id>/no-address/",
        board_actions.no_address,
        name="board_no_address",
    ),
    path("boards/<num:organisation_id>/terms/<num:appointment_id>/end/", board_actions.end, name="board_end"),
    path("boards/<num:organisation_id>/questions/<num:question_id>/", board_reminding.answer, name="board_question"),
    path("check/", checks.check_certificate, name="check_certificate"),
    path("check/<str:code>/", checks.checked_certificate, name="checked_certificate"),
]
