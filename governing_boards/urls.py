from django.urls import path

from governing_boards.views import addresses, boards, paper, people, reminders, upload

urlpatterns = [
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
    path("boards/<num:organisation_id>/import/", upload.board_import, name="board_import"),
    path(
        "boards/<num:organisation_id>/import/<num:run_id>/",
        upload.board_import_look,
        name="board_import_look",
    ),
    path("boards/<num:organisation_id>/add/", people.add, name="board_add"),
    path("boards/<num:organisation_id>/seats/", people.seats, name="board_seats"),
    path("boards/<num:organisation_id>/pack.pdf", paper.pack, name="board_pack"),
    path("boards/<num:organisation_id>/tabled/", paper.tabled, name="board_tabled"),
    path("boards/<num:organisation_id>/tabled/<num:tabling_id>/", paper.take_back, name="board_tabled_back"),
    path("boards/<num:organisation_id>/remind/", reminders.remind, name="board_remind"),
    path("boards/<num:organisation_id>/people/<num:person_id>/", addresses.person, name="board_person"),
    path("boards/<num:organisation_id>/people/<num:person_id>/name/", addresses.name, name="board_name"),
    path(
        "boards/<num:organisation_id>/people/<num:person_id>/address/",
        addresses.address,
        name="board_address",
    ),
    path(
        "boards/<num:organisation_id>/people/<num:person_id>/no-address/",
        addresses.no_address,
        name="board_no_address",
    ),
    path("boards/<num:organisation_id>/terms/<num:appointment_id>/end/", people.end, name="board_end"),
    path("boards/<num:organisation_id>/questions/<num:question_id>/", reminders.answer, name="board_question"),
]
