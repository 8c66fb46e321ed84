from django.urls import path

from assurance.views import reports

urlpatterns = [
    path("board-reports/<str:token>/", reports.report, name="report"),
    path("board-reports/<str:token>/report.pdf", reports.report_pdf, name="report_pdf"),
]
