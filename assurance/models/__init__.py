from assurance.models.action import BoardAction
from assurance.models.erasure import Erasure
from assurance.models.kept import KeptCoverage
from assurance.models.link import ReportLink
from assurance.models.report import FollowUpReportPage, PublishedReport, ReportIndexPage

__all__ = [
    "BoardAction",
    "Erasure",
    "FollowUpReportPage",
    "KeptCoverage",
    "PublishedReport",
    "ReportIndexPage",
    "ReportLink",
]
