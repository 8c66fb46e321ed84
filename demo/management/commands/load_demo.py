from datetime import timedelta

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from assurance.models import BoardAction
from classrooms.models import Showing
from cms import pack_building
from cms.models import AwarenessPage, HomePage
from demo import board, content_loader, council, history, showings, workshops
from learning.models import Briefing
from people.models import Person
from workshops.models import WorkshopPage


class Command(BaseCommand):
    help = "Load the demonstration council. Safe to repeat: what is there already stays."

    def handle(self, *args, **options):
        now = timezone.now()
        if Person.objects.exists() and not council.is_loaded():
            raise CommandError("This database holds people of somebody else's. Nothing was changed.")
        call_command("set_up_roles")  # a newer version may bring new rights
        if not HomePage.objects.exists():
            with transaction.atomic():
                council.load_people(now=now - timedelta(days=history.IMPORTED_DAYS_AGO))
                content_loader.load_content(owner=council.load_staff(), now=now)
        if not Briefing.objects.exists():
            history.load_history(officer=council.officer(), now=now)
        if not WorkshopPage.objects.exists():
            workshops.load_workshops(officer=council.officer(), now=now)
        if not Showing.objects.exists():
            with transaction.atomic():
                showings.load_showings(officer=council.officer(), now=now)
        pack_building.ask_for_packs(pages=AwarenessPage.objects.live(), now=now)
        if not BoardAction.objects.exists():
            board.load_board(officer=council.officer(), now=now)
