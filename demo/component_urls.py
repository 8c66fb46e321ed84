"""For developers: the demonstration takes this in, and config/urls.py where DEBUG is on."""

from django.urls import path

from demo.components import components

urlpatterns = [path("components/", components, name="components")]
