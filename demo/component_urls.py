"""For developers: config/urls.py takes this in where DEBUG or the demonstration is on, and nowhere else."""

from django.urls import path

from demo.components import components

urlpatterns = [path("components/", components, name="components")]
