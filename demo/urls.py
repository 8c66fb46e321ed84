"""All addresses of the demonstration: its open doors, its mailbox and components, and those of an installation."""

from django.urls import include, path

from demo import mailbox, views

urlpatterns = [
    path("demo/", views.look_around, name="demo"),
    path("demo/enter/<slug:key>/", views.enter, name="demo_enter"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<num:pk>/", mailbox.mailbox_message, name="mailbox_message"),
    path("mailbox/<num:pk>/html", mailbox.mailbox_html, name="mailbox_html"),
    path("", include("demo.component_urls")),
    path("", include("config.urls")),
]
