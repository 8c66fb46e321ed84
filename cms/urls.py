from django.urls import path

from cms import views

urlpatterns = [path("films/<uuid:uuid>/<str:part>", views.film_file, name="film_file")]
