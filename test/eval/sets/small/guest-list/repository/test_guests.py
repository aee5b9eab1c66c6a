import unittest

from guests import ordered


class Ordered(unittest.TestCase):
    def test_blanks_are_cut(self):
        self.assertEqual(ordered([" Ada \n"]), ["Ada"])


if __name__ == "__main__":
    unittest.main()
