"""The demonstration's council, in the texts of the standard content. The telephone numbers are real."""

from starter.council import Council

COUNCIL = Council(
    council_name="Halton Borough Council",
    area_name="Halton",
    partnership_name="Halton Safeguarding Children Partnership",
    partnership_email="safeguarding.partnership@council.example",
    partnership_website="https://haltonsafeguardingchildrenpartnership.org.uk/",
    team_name="iCART",
    team_phone="0151 907 8305",
    out_of_hours_phone="0345 050 0148",
    checked_on="23 November 2026",
)
