"""A sample of what scripts/oracle does: random deployments, previews, properties and remedies against the independent judge of tests/oracle."""

import shutil
import sys
import unittest

from harness import ROOT

sys.path.append(str(ROOT / "tests" / "oracle"))
import campaign  # noqa: E402
import causes  # noqa: E402
import commands  # noqa: E402
import live  # noqa: E402
import loops  # noqa: E402
import mends  # noqa: E402
import metamorphic  # noqa: E402


class Oracle(unittest.TestCase):
    def hold(self, tally):
        self.assertFalse(tally.mismatches, f"{tally}\n" + "\n".join(tally.mismatches))

    def test_deployments(self):
        self.hold(campaign.deployments(range(300)))

    def test_service_records(self):
        self.hold(campaign.services(range(100)))

    def test_previews_from_zone_files(self):
        self.hold(campaign.previews(range(100)))

    @unittest.skipUnless(shutil.which("nsupdate"), "nsupdate is not installed")
    def test_live_previews(self):
        self.hold(live.previews(range(20)))

    def test_properties(self):
        self.hold(metamorphic.properties(range(20)))

    def test_remedies_carried_out(self):
        self.hold(mends.remedies(range(80)))

    def test_commands_of_findings_carried_out(self):
        self.hold(commands.commands(range(60)))

    @unittest.skipUnless(shutil.which("nsupdate"), "nsupdate is not installed")
    def test_remedies_carried_out_by_nsupdate(self):
        self.hold(loops.loops(range(30)))

    @unittest.skipUnless(shutil.which("nsupdate"), "nsupdate is not installed")
    def test_remedies_where_lookups_fail(self):
        self.hold(loops.incomplete(range(10)))

    def test_causes_mended_alone(self):
        self.hold(causes.causes(range(20)))


if __name__ == "__main__":
    unittest.main()
