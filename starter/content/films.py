"""The films for schools."""

from starter.content.a_favour import A_FAVOUR
from starter.content.way_home import WAY_HOME

INDEX = {
    "title": "Films for schools",
    "slug": "films-for-schools",
    "introduction": "Short films about safety outside the home, with a lesson for each. School staff can find a film, watch it first, show it in class and say that it was shown. Parents see it by a link from their school.",
    "search_description": "Short films about safety outside the home, each with a lesson, for schools in {area_name}.",
}

FILMS = (WAY_HOME, A_FAVOUR)
