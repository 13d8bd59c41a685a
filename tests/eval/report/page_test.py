"""The whole page: well formed, self-contained, and without a figure that was not measured."""

import html.parser
import json
import re
import unittest
import xml.etree.ElementTree as ElementTree

import made_up
from report import documents, page
from report.errors import ReportError

_VOID = {"meta", "br", "hr", "img", "input", "link"}


class Balance(html.parser.HTMLParser):
    """Fails on an end tag that closes nothing; knows what stays open, every id and every text."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.ids, self.links, self.texts = [], set(), [], [], []
        self.attributes = []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs
        named = dict(attrs)
        self.ids += [named["id"]] if "id" in named else []
        self.links += [named["href"]] if "href" in named else []
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> inside {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data):
        self.texts.append(data)


def render(*parts):
    return page.render([documents.parse(json.dumps(part), "test") for part in parts])


def parsed(text):
    balance = Balance()
    balance.feed(text)
    balance.close()
    return balance


def said(text):
    return " ".join(parsed(text).texts).replace("\u00a0", " ")


class Page(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.page = render(*made_up.every().values())

    def test_every_element_is_closed_and_every_id_is_there_once(self):
        balance = parsed(self.page)
        self.assertEqual(balance.open, [])
        self.assertEqual(len(balance.ids), len(set(balance.ids)))
        for link in balance.links:
            self.assertIn(link.removeprefix("#"), balance.ids)

    def test_every_picture_is_well_formed_and_says_what_it_is(self):
        pictures = re.findall(r"<svg.*?</svg>", self.page, re.DOTALL)
        self.assertEqual(len(pictures), 18)
        for picture in pictures:
            root = ElementTree.fromstring(picture)
            self.assertTrue(root.find("title").text)
            self.assertGreater(len(root.find("desc").text), 10)

    def test_the_page_needs_nothing_else(self):
        balance = parsed(self.page)
        self.assertFalse(balance.tags & {"script", "link", "img", "iframe", "object", "image"})
        self.assertNotRegex(self.page, r"https?://|url\((?!#)|@import")
        self.assertIn(("content", "default-src 'none'; style-src 'unsafe-inline'"),
                      balance.attributes)
        self.assertFalse([name for name, _ in balance.attributes if name.startswith("on")])

    def test_no_number_is_broken(self):
        self.assertNotRegex(said(self.page), r"\b(nan|inf|None)\b")
        self.assertNotRegex(self.page, r'"[^"]*\b(nan|inf)\b[^"]*"')

    def test_the_same_results_give_the_same_bytes(self):
        self.assertEqual(render(*made_up.every().values()), self.page)

    def test_the_head_says_who_is_missed_and_on_whom_that_was_measured(self):
        text = said(self.page)
        self.assertIn("79 of 100", text)
        self.assertIn("listed people are missed (75.2 to 81.5 % for other people), on a list of "
                      "1,028 people", text)
        self.assertIn("Measured on 300 listed people and 1,000 strangers of Made-up crowd", text)
        self.assertIn("What this does not show", text)

    def test_a_level_that_is_not_supported_is_no_number(self):
        document = made_up.identify()
        level = document["galleries"][0]["at_fpir"][2]
        self.assertEqual(level, {"fpir": 0.001, "supported": False})
        self.assertIn("not measurable: needs 3,000 strangers, there were 1,000",
                      said(render(document)))

    def test_without_a_supported_level_the_head_says_so(self):
        document = made_up.identify()
        for gallery in document["galleries"]:
            gallery["at_fpir"] = [{"fpir": 0.01, "supported": False}]
        text = said(render(document))
        self.assertIn("Not measurable", text)
        self.assertNotIn("of 100", text)

    def test_an_embedder_that_was_never_searched_with_is_not_called_unmeasurable(self):
        text = said(render(made_up.verify()))
        self.assertIn("Nobody was searched for in a list with this embedder", text)
        self.assertNotIn("No data set here was large enough", text)

    def test_ticks_of_a_difference_are_not_rounded_to_other_values(self):
        document = made_up.compare()
        document["differences"] = [{**document["differences"][0], "difference": -0.018,
                                    "low": -0.073, "high": 0.0}]
        self.assertIn("\u22127.5", said(render(document)))

    def test_few_errors_are_a_bound_and_no_rate(self):
        document = made_up.verify()
        document["at_fmr"] = [{"fmr": 0.001, "supported": True, "distance": 0.5, "fnmr": None,
                               "low": 0.0, "high": 0.0649, "errors": 0, "trials": 55}]
        self.assertIn("0 of 55: at most 6.49 %", said(render(document)))

    def test_a_suppressed_group_is_said_in_words(self):
        text = said(render(made_up.groups()))
        self.assertIn("too few to say: 5 people, 20 comparisons", text)
        self.assertIn("fewer than two groups have three errors", text)

    def test_each_quality_measure_stands_with_its_area(self):
        text = said(render(made_up.discard()))
        self.assertIn("detector confidence", text)
        self.assertIn("0.650", text)  # its area
        self.assertIn("fewer than three comparisons are missed", text)
        self.assertIn("not measurable: needs 3,000,000,000 impostor comparisons", text)
        self.assertIn("35 (1.00 %)", text)  # refused by a bar of 30

    def test_failures_to_enrol_are_shown_by_reason(self):
        text = said(render(made_up.verify()))
        self.assertIn("7 (0.200 %)", text)
        self.assertIn("4 no face, 3 low quality", text)

    def test_a_difference_that_may_be_chance_is_called_that(self):
        self.assertIn("may be chance", said(render(made_up.compare())))

    def test_a_cost_that_was_not_measured_is_said_in_words(self):
        self.assertIn("takes 33.5 ms per image", said(render(made_up.compare())))
        without = {**made_up.compare(), "cost": None}
        self.assertIn("per image was not measured", said(render(without)))

    def test_a_list_of_pairs_makes_a_page_with_its_accuracy(self):
        document = {**made_up.verify(), "accuracy": 0.964, "accuracy_method": "ten folds",
                    "genuine_pairs": 3000, "images_without_embedding": {"NO_FACE": 4}}
        del document["people"], document["repeated_images"]
        text = said(render(document))
        self.assertIn("96.4 %", text)
        self.assertIn("ten folds", text)

    def test_a_promise_stands_beside_what_was_found(self):
        text = said(render({**made_up.verify(), "promises": [made_up.promise(1e-2, 27, 0)]}))
        self.assertIn("weaknet-v1 at the thresholds that its calibration promises", text)
        self.assertIn("0.909 %", text)  # 27 of 2,970
        self.assertIn("0 of 55: at most", text)

    def test_texts_of_the_input_are_escaped(self):
        document = {**made_up.verify(), "data_set": "<b>bold</b> & \"more\""}
        text = render(document)
        self.assertNotIn("<b>", text)
        self.assertIn("&lt;b&gt;bold", text)

    def test_each_kind_alone_makes_a_page(self):
        for name, document in made_up.every().items():
            with self.subTest(name):
                self.assertEqual(parsed(render(document)).open, [])

    def test_results_without_any_curve_make_a_page(self):
        verify, identify, check = made_up.verify(), made_up.identify(), made_up.check()
        verify["det"], verify["at_fmr"], verify["eer"] = [], [], {"rate": None}
        identify["galleries"] = [{**identify["galleries"][0], "iet": [], "at_fpir": [], "cmc": []}]
        check["calibrations"] = [{**check["calibrations"][0], "false_alarms": [], "reliability": [],
                                  "cllr": None, "cllr_min": None}]
        groups = {**made_up.groups(), "cells": [], "summary": {}}
        self.assertEqual(parsed(render(verify, identify, check, groups)).open, [])

    def test_no_result_is_no_page(self):
        with self.assertRaisesRegex(ReportError, "there are no results"):
            page.render([])


if __name__ == "__main__":
    unittest.main()
