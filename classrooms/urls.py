from django.urls import path, re_path

from classrooms.views import access_requests, films, parents, showings

urlpatterns = [
    path("schools/", films.films, name="school_films"),
    path("schools/films/<num:page_id>/", films.lesson, name="lesson"),
    path("schools/films/<num:page_id>/classroom/", films.classroom, name="classroom"),
    path("schools/films/<num:page_id>/log/", showings.log_showing, name="log_showing"),
    path("schools/films/<num:page_id>/pack/<num:version>/", films.pack, name="pack"),
    path("schools/films/<num:page_id>/parents/", films.make_parent_link, name="make_parent_link"),
    path("schools/films/<num:page_id>/parents/<num:link_id>/end/", films.end_parent_link, name="end_parent_link"),
    path("schools/films/<num:page_id>/files/<str:part>", films.lesson_file, name="lesson_file"),
    path("schools/showings/", showings.own, name="own_showings"),
    re_path(r"^schools/showings/showings\.(?P<kind>csv|xlsx)$", showings.download, name="own_showings_sheet"),
    path("schools/showings/<num:showing_id>/take-back/", showings.take_back, name="take_back_showing"),
    path("schools/way-in/", access_requests.way_in, name="school_way_in"),
    path("schools/staff/", access_requests.my_schools, name="my_schools"),
    path("schools/<num:organisation_id>/staff/", access_requests.staff, name="school_staff"),
    path("schools/<num:organisation_id>/staff/name/", access_requests.name_staff, name="name_staff"),
    path("schools/<num:organisation_id>/staff/<num:appointment_id>/end/", access_requests.end_place, name="end_place"),
    path(
        "schools/<num:organisation_id>/staff/requests/<num:request_id>/", access_requests.decide, name="decide_request"
    ),
    path("parents/<str:token>/", parents.material, name="parents"),
    path("parents/<str:token>/files/<str:part>", parents.parents_file, name="parents_file"),
]
