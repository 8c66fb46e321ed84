from django.urls import path

from demo import views

urlpatterns = [
    path("demo/", views.look_around, name="demo"),
    path("demo/enter/<slug:key>/", views.enter, name="demo_enter"),
]
