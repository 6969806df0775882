"""A sample news site on loopback, written by us, and a webhook receiver to go with it."""

from dongmaeng.demo.compare import alert_differences, alliance_differences
from dongmaeng.demo.expected import ExpectedAlert, ExpectedAlliance, expected_alerts, expected_alliances
from dongmaeng.demo.receiver import ReceivedDelivery, Receiver
from dongmaeng.demo.site import DemoSite
from dongmaeng.demo.story import SampleAlliance, Says, Story, StoryError, load_alliances, load_stories

__all__ = [
    "DemoSite",
    "ExpectedAlert",
    "ExpectedAlliance",
    "ReceivedDelivery",
    "Receiver",
    "SampleAlliance",
    "Says",
    "Story",
    "StoryError",
    "alert_differences",
    "alliance_differences",
    "expected_alerts",
    "expected_alliances",
    "load_alliances",
    "load_stories",
]
