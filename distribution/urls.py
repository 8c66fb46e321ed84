from django.urls import path

from distribution import views

urlpatterns = [
    path("l/<str:token>/", views.open_link, name="open_link"),
    path("start/again/", views.start_again, name="start_again"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/<int:pk>/", views.mailbox_message, name="mailbox_message"),
    path("mailbox/<int:pk>/html", views.mailbox_html, name="mailbox_html"),
]
