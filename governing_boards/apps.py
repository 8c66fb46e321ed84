from django.apps import AppConfig


class GoverningBoardsConfig(AppConfig):
    name = "governing_boards"
