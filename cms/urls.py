from django.urls import path

from cms import views

urlpatterns = [
    path("films/<uuid:uuid>/<str:part>", views.film_file, name="film_file"),
    path("pictures/<num:pk>/<str:size>/<str:name>", views.picture_file, name="picture_file"),
    # Nothing of what is below /pupils/ belongs in an access log (docs/running.md).
    path("pupils/<slug:slug>/", views.for_pupils, name="for_pupils"),
    path("pupils/<slug:slug>/<str:part>", views.pupils_file, name="pupils_file"),
]
