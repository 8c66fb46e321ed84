from django.urls import path

from learning.views import checks, mine, steps

urlpatterns = [
    path("learning/beats/", steps.beats, name="beats"),
    path("learning/<num:enrolment_id>/<slug:step_key>/continue/", steps.continue_step, name="continue_step"),
    path("learning/<num:enrolment_id>/<slug:step_key>/read/", steps.read_step, name="read_step"),
    path("learning/<num:enrolment_id>/<slug:step_key>/answers/", steps.answer_step, name="answer_step"),
    path("learning/<num:enrolment_id>/<slug:step_key>/declaration/", steps.declare_step, name="declare_step"),
    path("learning/try/<num:page_id>/<slug:step_key>/", steps.try_step, name="try_step"),
    path("my/", mine.my_briefings, name="my_briefings"),
    path("my/certificates/<str:code>/", mine.certificate, name="certificate"),
    path("my/certificates/<str:code>/certificate.pdf", mine.certificate_pdf_file, name="certificate_pdf"),
    path("check/", checks.check_certificate, name="check_certificate"),
    path("check/<str:code>/", checks.checked_certificate, name="checked_certificate"),
]
