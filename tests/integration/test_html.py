"""The HTML report in a browser: complete, without messages or requests, readable in light, in dark and on a phone."""

import base64
import hashlib
import html
import re
import unittest
from xml.etree import ElementTree

from browser import Browser
from harness import DEMO_ZONES, ROOT, Case, lyncdns, topology

HEAD = "$ORIGIN contoso.example.\n$TTL 300\n@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\nns A 10.0.0.53\n"

# Markup in every place where a topology or a zone can hold it.
HOSTILE = """\
client-networks:
  - {name: "<script>alert(1)<", address-type: ipv6}
  - {name: "<img src=x onerror=alert(2)>", address-type: ipv4}
  - {name: "\\"' onmouseover=alert(3) x=", address-type: dual-stack}
exchange-um:
  - fqdn: um01.contoso.example
waivers:
  - {rule: UM001, fqdn: "um01.*", reason: "]]></script><svg onload=alert(4)>\\u202e", expires: 2099-12-31}
front-end-pools:
  - fqdn: pool01.contoso.example
    members: [fe01.contoso.example]
"""
HOSTILE_ZONE = HEAD + r"""
um01 CNAME \<b\>\027\[31m\255x
\<b\>\027\[31m\255x A 10.0.0.1
\<b\>\027\[31m\255x AAAA 2001:db8::1
pool01 A 10.0.0.2
fe01 A 10.0.0.3
"""

# The inks that WCAG's formula finds on their grounds, for every text that is shown; below 4.5 is too faint (AA, text of ordinary size).
FAINT = """(() => {
  const channel = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const parse = text => text.match(/[\\d.]+/g).map(Number);
  const light = c => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const faint = new Set();
  let checked = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement, drawn = e instanceof SVGElement;
    if (!walker.currentNode.data.trim() || e.tagName === 'SCRIPT') continue;
    const style = getComputedStyle(e), a = light(parse(drawn ? style.fill : style.color)), b = light(ground(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    checked++;
    if (ratio < 4.5) faint.add(`${e.tagName}.${e.className} ${style.color} ${ratio.toFixed(2)}: ${walker.currentNode.data.trim().slice(0, 40)}`);
  }
  return [checked, [...faint]];
})()"""

# Types into the filter. The page filters 120 ms after the last key; a timer set after its timer, for later, fires after it, however slow.
WAIT = """new Promise(done => {
  const box = document.getElementById('filter-text');
  box.value = %s;
  box.dispatchEvent(new Event('input'));
  setTimeout(done, 130);
})"""
# How many elements are there to be seen.
SHOWN = "[...document.querySelectorAll('%s')].filter(e => e.checkVisibility()).length"


def luminance(color):
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


class Pages(Case):
    """A page from zone files, opened in one browser that all tests of the class share."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.browser = Browser()
        cls.browser.__enter__()
        cls.addClassCleanup(cls.browser.__exit__)

    def page(self, body, zone, *args, name="report.html", views=None):
        path, zone_file, page = self.write("topology.yaml", topology(body, views)), self.write("contoso.zone", zone), self.folder / name
        result = lyncdns("audit", path, "--zone", zone_file, "-f", "html", "-o", page, *args)
        self.assertIn(result.code, (0, 1, 3), str(result))
        return page

    def demo(self, *args):
        zones = ROOT / "configs" / "demo"
        page = self.folder / "demo.html"
        result = lyncdns(
            "audit", zones / "contoso.yaml", *DEMO_ZONES, "-f", "html", "-o", page, *args
        )  # fmt: skip
        self.assertEqual(result.code, 1, str(result))
        return page

    def assert_quiet(self, page):
        self.assertEqual(self.browser.said, [])
        self.assertEqual(self.browser.requests, [page.resolve().as_uri()])


class Reading(Pages):
    def test_the_page_says_what_the_audit_found(self):
        page = self.demo()
        report = lyncdns(
            "audit", ROOT / "configs/demo/contoso.yaml", *DEMO_ZONES, "-f", "json"
        ).json()  # fmt: skip
        self.browser.open(page)
        for what, expression, value in [
            ("title", "document.title", "NOT SAFE: contoso – lyncdns"),
            ("language", "document.documentElement.lang", "en"),
            ("mode", "document.compatMode", "CSS1Compat"),
            ("verdict", "document.querySelector('.verdict').innerText.includes('NOT SAFE')", True),
            ("errors", "document.querySelector('a[href=\"#errors\"] b').textContent", str(report["summary"]["errors"])),
            ("findings", "document.querySelectorAll('li[id^=f]').length", len(report["findings"])),
            ("endpoints", "document.querySelectorAll('tr[id^=e]').length", len(report["endpoints"])),
            ("combinations", "document.querySelectorAll('#combinations tbody tr').length", len(report["combinations"])),
            ("tables", "document.querySelectorAll('#tables table').length", 7),
        ]:
            with self.subTest(what):
                self.assertEqual(self.browser.js(expression), value)
        self.assert_quiet(page)

    def test_cells_link_to_as_many_combinations_as_they_count(self):
        self.browser.open(self.demo())
        rows = self.browser.js(
            "[...document.querySelectorAll('#tables .used a, #tables p a')].map(a => [a.textContent, parseInt(a.textContent.slice(5)),"
            " document.querySelector(a.getAttribute('href')).rows.length])"
        )
        self.assertGreater(len(rows), 5)
        for text, said, there in rows:
            self.assertEqual(said, there, text)

    def test_readable_without_script(self):
        page = self.demo()
        self.browser.open(page, script=False)
        self.assertEqual(self.browser.js("document.getElementById('filter').checkVisibility()"), False)
        self.assertEqual(self.browser.js(SHOWN % "li[id^=f]"), self.browser.js("document.querySelectorAll('li[id^=f]').length"))
        self.assertEqual(self.browser.js(SHOWN % "tr[id^=e]"), self.browser.js("document.querySelectorAll('tr[id^=e]').length"))
        self.assert_quiet(page)

    def test_the_filter_shows_what_has_all_its_words(self):
        page = self.demo()
        self.browser.open(page)
        endpoints, findings = self.browser.js(SHOWN % "tr[id^=e]"), self.browser.js(SHOWN % "li[id^=f]")
        self.browser.js(WAIT % "'UM001 um0'")
        rules = self.browser.js("[...document.querySelectorAll('li[id^=f]:not([hidden])')].filter(e => !e.parentNode.closest('li[id^=f]'))"
                                ".map(e => e.querySelector('.rule').textContent)")
        self.assertEqual(set(rules), {"UM001"}, "with what stands under them")
        self.assertGreater(self.browser.js(SHOWN % "li[id^=f]"), 0)
        self.assertLess(self.browser.js(SHOWN % "li[id^=f]"), findings)
        shown = self.browser.js("document.getElementById('filter-shown').textContent")
        self.assertRegex(shown, rf"^\d of {endpoints} endpoints, \d of {findings} findings$")
        self.browser.js(WAIT % "'no such thing'")
        self.assertEqual(self.browser.js(SHOWN % ".i"), 0)
        self.browser.js(WAIT % "''")
        self.assertEqual((self.browser.js(SHOWN % "tr[id^=e]"), self.browser.js(SHOWN % "li[id^=f]")), (endpoints, findings))
        self.assert_quiet(page)

    def test_a_link_opens_its_target(self):
        names = [f"host{number:04}" for number in range(60)]
        body = "other:\n" + "".join(f"  - fqdn: {name}.contoso.example\n" for name in names)
        page = self.page(body, HEAD + "".join(f"{name} AAAA 2001:db8::{name[4:]}\n" for name in names))
        self.browser.open(page)
        self.assertEqual(self.browser.js("document.getElementById('e7').checkVisibility()"), False, "a long group is closed")
        self.browser.js("new Promise(done => { addEventListener('hashchange', () => setTimeout(done)); location.hash = '#e7'; })")
        self.assertEqual(self.browser.js("document.getElementById('e7').checkVisibility()"), True)
        self.assert_quiet(page)

    def test_runs_over_time_from_the_history(self):
        history = self.folder / "history"
        for _ in range(3):
            page = self.demo("--history", history)
        self.browser.open(page)
        self.assertEqual(self.browser.js("document.querySelectorAll('#past tbody tr').length"), 3)
        self.assertEqual(self.browser.js("document.querySelectorAll('#past rect').length"), 9)
        texts = self.browser.js("[...document.querySelectorAll('#past text')].map(e => e.textContent)")
        report = lyncdns("audit", ROOT / "configs/demo/contoso.yaml", *DEMO_ZONES, "-f", "json").json()
        most = max(report["summary"][count] for count in ("errors", "warnings", "infos"))
        self.assertEqual((texts.count(str(most)), texts.count("0")), (3, 3), "one scale, from 0")
        self.assertEqual(self.browser.js("document.querySelectorAll('#past .axis').length"), 3)
        days = [text for text in texts if re.fullmatch(r"\d{4}-\d\d-\d\d", text)]
        self.assertIn(len(days), (1, 2), "one, unless midnight came between")
        self.assert_quiet(page)

    def test_every_section_is_in_the_navigation(self):
        page = self.demo("--history", self.folder / "history")
        page = self.demo("--history", self.folder / "history")
        self.browser.open(page)
        sections = self.browser.js("[...document.querySelectorAll('main > section')].map(e => '#' + e.id)")
        self.assertEqual(self.browser.js("[...document.querySelectorAll('nav a')].map(e => e.getAttribute('href'))"), sections)
        for section in ("#picture", "#todo", "#past", "#findings", "#services", "#unchecked"):
            self.assertIn(section, sections)

    def test_supported_combinations_are_folded(self):
        page = self.demo()
        for script in (False, True):
            self.browser.open(page, script=script)
            rows = self.browser.js("[...document.querySelectorAll('#combinations tbody tr')]"
                                   ".map(e => [e.querySelector('.tag:not(.type)').textContent, e.checkVisibility()])")  # fmt: skip
            self.assertGreater(len(rows), 10)
            for verdict, shown in rows:
                self.assertEqual(shown, verdict != "supported")
        fold = self.browser.js("[...document.querySelectorAll('#combinations details details')]"
                               ".map(e => [e.querySelector('summary').textContent, e.querySelectorAll('tbody tr').length])")  # fmt: skip
        for words, count in fold:
            self.assertEqual(words, f"{count} supported")
        link = self.browser.js("document.querySelector('#tables .used.good a').getAttribute('href')")
        self.browser.js(f"new Promise(done => {{ addEventListener('hashchange', () => setTimeout(done)); location.hash = '{link}'; }})")
        self.assertTrue(self.browser.js(f"document.querySelector('{link}').checkVisibility()"), "a link opens the fold")

    def test_a_long_list_of_things_to_do_is_folded(self):
        zone = HEAD + "".join(f"um{number:03} A 10.1.0.{number}\num{number:03} AAAA fd00::{number}\n" for number in range(1, 81))
        body = "exchange-um:\n" + "".join(f"  - fqdn: um{number:03}.contoso.example\n" for number in range(1, 81))
        self.browser.open(self.page(body, zone), script=False)
        actions = "[...document.querySelectorAll('#todo h3 + ul:first-of-type > li')]"
        self.assertEqual(self.browser.js("document.querySelector('#todo h3').textContent"), "DNS administrator (80)")
        self.assertEqual(self.browser.js(f"{actions}.length"), 10)
        self.assertIn("um001", self.browser.js(f"{actions}[0].textContent"))
        self.assertEqual(self.browser.js("document.querySelector('#todo summary').textContent"), "70 more for the DNS administrator")
        rest = "[...document.querySelector('#todo details').querySelectorAll('li')].map(e => e.textContent)"
        self.assertEqual(self.browser.js(f"{rest}.length"), 41)
        self.assertEqual(self.browser.js(f"{rest}[40]"), "30 more, which stand with their findings below.")


class Picture(Pages):
    """The picture of the deployment: links, looks without colour, sizes."""

    LINKS = "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href'))"
    DRAWN = "[...document.querySelectorAll('svg.deployment %s')].map(e => %s)"

    def test_every_link_has_its_target(self):
        for name, page in {"demo": self.demo(), "hostile": self.page(HOSTILE, HOSTILE_ZONE, name="hostile.html")}.items():
            self.browser.open(page)
            links = self.browser.js(self.LINKS)
            self.assertGreater(len(links), 20)
            for link in set(links):
                with self.subTest(page=name, link=link):
                    self.assertTrue(self.browser.js(f"document.getElementById({link[1:]!r}) !== null"))

    def test_every_part_leads_to_what_was_found(self):
        report = lyncdns("audit", ROOT / "configs/demo/contoso.yaml", *DEMO_ZONES, "-f", "json").json()
        self.browser.open(self.demo())
        keys = dict(zip(self.browser.js("[...document.querySelectorAll('li[id^=f]')].map(e => '#' + e.id)"), range(1000)))
        names = {title.split(":")[0]: href for title, href in self.browser.js(
            self.DRAWN % (".node a", "[e.querySelector('title').textContent, e.getAttribute('href')]"))}  # fmt: skip
        for endpoint in report["endpoints"]:
            with self.subTest(endpoint["fqdn"]):
                self.assertIn(endpoint["fqdn"], names)
        self.assertIn(names["um01.contoso.example"], keys)
        self.assertEqual(self.browser.js(f"document.querySelector('{names['um01.contoso.example']} .rule').textContent"), "UM001")

    def test_nothing_depends_on_colour(self):
        self.browser.open(self.demo())
        for parts in (".node a", "a.arrow"):
            for kind, symbol in (("bad", "✖"), ("warn", "!"), ("note", "i"), ("open", "?"), ("good", "✔")):
                for text in self.browser.js(self.DRAWN % (f"{parts}.{kind}", "[...e.querySelectorAll('text')].map(t => t.textContent).join(' ')")):
                    self.assertIn(symbol, text)
        arrows = self.browser.js(self.DRAWN % ("a.arrow", "[e.querySelector('text').textContent[0], e.querySelector('.line').getAttribute('stroke-dasharray')]"))
        dashes = {}
        for symbol, dash in arrows:
            dashes.setdefault(symbol, set()).add(dash)
        self.assertEqual(dashes, {"✔": {None}, "✖": {"4 2"}, "?": {"1 4"}})
        legend = self.browser.js("[...document.querySelectorAll('.legend li')].map(e => e.textContent.trim())")
        self.assertEqual(legend, ["✔ supported", "✖ unsupported", "? unknown"])

    def test_a_phone_scrolls_it_in_a_readable_size(self):
        page = self.demo()
        for width, scrolls in ((390, True), (1280, False)):
            with self.subTest(width):
                self.browser.open(page, width=width)
                box = "document.querySelector('#picture .wide')"
                self.assertEqual(self.browser.js(f"{box}.scrollWidth > {box}.clientWidth"), scrolls)
                letters = self.browser.js("document.querySelector('svg.deployment').getBoundingClientRect().width"
                                          " / document.querySelector('svg.deployment').viewBox.baseVal.width * 10")  # fmt: skip
                self.assertGreaterEqual(letters, 11.5 if scrolls else 8.5, "height of the smallest letters")

    def test_is_xml(self):
        for page in (self.demo(), self.page(HOSTILE, HOSTILE_ZONE, name="hostile.html")):
            text = re.sub(r"(<(script|style)>).*?(</\2>)", r"\1\3", page.read_text(), flags=re.S)
            ids = [element.get("id") for element in ElementTree.fromstring(text).iter() if element.get("id")]
            self.assertEqual(len(ids), len(set(ids)), "each id once")
            self.assertIn("picture", ids)


class Looks(Pages):
    SIZES = [("desk", 1280), ("tablet", 820), ("phone", 390), ("small phone", 320)]

    def test_no_page_scrolls_sideways(self):
        pages = {"demo": self.demo(), "hostile": self.page(HOSTILE, HOSTILE_ZONE, name="hostile.html")}
        for name, page in pages.items():
            for size, width in self.SIZES:
                with self.subTest(page=name, size=size):
                    self.browser.open(page, width=width)
                    self.browser.js("document.querySelectorAll('.g, .findings > li').forEach(e => { e.style.contentVisibility = 'visible'; })")
                    self.assertLessEqual(self.browser.js("document.documentElement.scrollWidth"), width)

    def test_a_phone_stacks_tables(self):
        history = self.folder / "history"
        page = self.demo("--history", history)
        page = self.demo("--history", history)
        cells = """[...document.querySelectorAll('table:not(.grid) tbody td')].filter(e => e.checkVisibility() && e.textContent).map(e => {
            const row = e.parentElement, table = e.closest('table'), cell = e.getBoundingClientRect();
            const title = table.tHead.rows[0].cells[e.cellIndex < 0 ? [...row.children].indexOf(e) : e.cellIndex].textContent;
            const label = getComputedStyle(e, '::before').content;
            return [title, label, cell.left >= 0 && cell.right <= innerWidth, cell.top >= row.firstElementChild.getBoundingClientRect().bottom - 1,
                    row.firstElementChild === e];
        })"""
        for width in (390, 1280):
            self.browser.open(page, width=width)
            self.browser.js("document.querySelectorAll('details').forEach(e => { e.open = true; })")
            self.browser.js("document.querySelectorAll('.g, .findings > li').forEach(e => { e.style.contentVisibility = 'visible'; })")
            found = self.browser.js(cells)
            self.assertGreater(len(found), 100)
            for title, label, inside, below, first in found:
                with self.subTest(width=width, title=title):
                    self.assertTrue(inside)
                    self.assertEqual(label.replace('" "', ""), f'"{title}: "' if width == 390 else "none")
                    self.assertEqual(below or first, width == 390 or first)

    def test_every_text_has_contrast_in_light_and_dark(self):
        history = self.folder / "history"
        self.demo("--history", history)
        page = self.demo("--history", history)
        grounds = set()
        for dark in (False, True):
            with self.subTest(dark=dark):
                self.browser.open(page, dark=dark)
                checked, faint = self.browser.js(FAINT)
                self.assertGreater(checked, 500)
                self.assertEqual(faint, [])
                grounds.add(self.browser.js("getComputedStyle(document.documentElement).backgroundColor"))
        self.assertEqual(len(grounds), 2, grounds)

    def test_every_pair_of_colours_has_contrast(self):
        """Also those that no demo shows: each text colour of the style sheet on each background that it is used on."""
        style = re.search(r"<style>(.*?)</style>", self.demo().read_text(), re.S).group(1)
        themes = [dict(re.findall(r"--([a-z-]+):(#[0-9a-f]+)", part)) for part in re.findall(r":root\{(--bg:.*?)\}", style, re.S)]
        self.assertEqual(len(themes), 3, "light, dark, print")
        for colors in themes:
            colors = {name: value if len(value) == 7 else "#" + "".join(digit * 2 for digit in value[1:]) for name, value in colors.items()}
            pairs = [(ink, ground) for ink in ("fg", "quiet", "link") for ground in ("bg", "panel")]
            pairs += [(kind, f"{kind}-bg") for kind in ("bad", "warn", "good", "note", "open")]
            pairs += [(kind, "bg") for kind in ("bad", "warn", "good", "note", "open")]
            for ink, ground in pairs:
                self.assertGreaterEqual(contrast(colors[ink], colors[ground]), 4.5, (ink, ground, colors[ink], colors[ground]))
            self.assertGreaterEqual(contrast(colors["edge"], colors["bg"]), 3, "the border of the filter box")

    def test_prints(self):
        page = self.demo()
        self.browser.open(page)
        pdf = base64.b64decode(self.browser.call("Page.printToPDF")["data"])
        self.assertTrue(pdf.startswith(b"%PDF-"))
        self.assert_quiet(page)


class ServiceRecords(Pages):
    VIEWS = {"internal": ["10.0.0.10"], "external": ["192.0.2.53"]}
    BODY = "other:\n  - fqdn: host.contoso.example\n"
    ZONE = HEAD + r"""
host A 10.0.0.1
lyncdiscoverinternal CNAME host
_sip._tls SRV 0 0 443 host
_sip._tls SRV 0 5 5061 \<b\>\027\[31m\255x.a-target-as-wide-as-a-label-of-a-name-can-be-in-any-zone-file.contoso.example.
"""

    def services(self, domains):
        body = f"sip-domains: [{', '.join(domains)}]\n{self.BODY}"
        return self.page(body, self.ZONE, views=self.VIEWS, name=f"services{len(domains)}.html")

    def test_readable_on_every_screen(self):
        page = self.services(["contoso.example", "sub.contoso.example"])
        for size, width in Looks.SIZES:
            for dark in (False, True):
                with self.subTest(size=size, dark=dark):
                    self.browser.open(page, width=width, dark=dark)
                    self.browser.js("document.querySelectorAll('.g').forEach(e => { e.style.contentVisibility = 'visible'; })")
                    self.assertLessEqual(self.browser.js("document.documentElement.scrollWidth"), width)
                    self.assertEqual(self.browser.js(FAINT)[1], [])
        self.assertEqual(self.browser.js("document.querySelectorAll('#services tbody b').length"), 0)
        self.assert_quiet(page)

    def test_every_cell_says_in_words_what_its_colour_says(self):
        self.browser.open(self.services(["contoso.example"]))
        words = self.browser.js("[...document.querySelectorAll('#services td .tag')].map(e => e.textContent)")
        self.assertEqual(len(words), self.browser.js("document.querySelectorAll('#services td').length"))
        for word in words:
            self.assertRegex(word, r"^(yes|no|unknown)(, (required|optional|must not|wildcard|online))?$")

    def test_a_finding_leads_to_the_record_of_a_closed_domain(self):
        page = self.services(["contoso.example"] + [f"d{number}.contoso.example" for number in range(60)])
        self.browser.open(page)
        self.assertEqual(self.browser.js("document.querySelectorAll('#services details').length"), 61)
        link = self.browser.js("document.querySelector('#findings .key a[href^=\"#s\"]').getAttribute('href')")
        shown = f"document.querySelector('{link}').checkVisibility()"
        self.assertEqual(self.browser.js(shown), False)
        self.browser.js(f"new Promise(done => {{ addEventListener('hashchange', () => setTimeout(done)); location.hash = '{link}'; }})")
        self.assertEqual(self.browser.js(shown), True)
        self.browser.js(WAIT % "'d7.contoso.example _sip._tls'")
        self.assertEqual(self.browser.js(SHOWN % "#services tr.i"), 1)
        self.assert_quiet(page)


class Injection(Pages):
    def test_hostile_names_stay_text(self):
        page = self.page(HOSTILE, HOSTILE_ZONE)
        self.browser.open(page)
        self.assert_quiet(page)
        for what, expression, value in [
            ("scripts", "document.scripts.length", 1),
            ("images and frames", "document.querySelectorAll('img, iframe, object, embed, b:not(.numbers b)').length", 0),
            ("drawings", "document.querySelectorAll('svg svg, svg :not(a, g, rect, path, text, title, desc)').length", 0),
            ("the tag as text in the picture", "document.querySelector('svg.deployment').textContent.includes('<script>alert(')", True),
            ("handlers", "[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length", 0),
            ("the tag as text", "document.body.textContent.includes('<script>alert(1)<')", True),
            ("the network's name as text", "document.body.textContent.includes('<img src=x onerror=alert(2)>')", True),
            ("the reason as text", "document.querySelector('q').textContent", "]]></script><svg onload=alert(4)>\\xE2\\x80\\xAE"),
            ("an alias as text", "document.body.textContent.includes('<b>\\\\027[31m\\\\255x.contoso.example')", True),
            ("nothing that reorders", "/[\\u202a-\\u202e\\u2066-\\u2069]/.test(document.body.textContent)", False),
            ("nothing that controls", "/[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\ufffd]/.test(document.body.textContent)", False),
        ]:
            with self.subTest(what):
                self.assertEqual(self.browser.js(expression), value)

    def test_the_policy_names_this_style_and_this_script_alone(self):
        text = self.demo().read_text()
        policy = html.unescape(re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text).group(1))
        for directive, element in (("style-src", "style"), ("script-src", "script")):
            content = re.findall(rf"<{element}>(.*?)</{element}>", text, re.S)
            self.assertEqual(len(content), 1)
            digest = base64.b64encode(hashlib.sha256(content[0].encode()).digest()).decode()
            self.assertIn(f"{directive} 'sha256-{digest}';", policy, f"lyd_html_{element}_hash has to be sha256-{digest}")
        self.assertIn("default-src 'none';", policy)

    def test_the_policy_holds_if_escaping_fails(self):
        start, injected = '<main id="main">', "<script>document.title='gone'</script><img src='http://127.0.0.1:9/x'>"
        page = self.write("broken.html", self.demo().read_text().replace(start, start + injected, 1))
        self.browser.open(page)
        self.assertNotEqual(self.browser.js("document.title"), "gone")
        self.assertEqual(len(self.browser.said), 2, self.browser.said)
        self.assertTrue(all("Content Security Policy" in line for line in self.browser.said), self.browser.said)


class Sizes(Pages):
    def test_five_thousand_endpoints(self):
        count, lines, zone = 5000, ["front-end-pools:"], [HEAD]
        for pool in range(count // 5):
            members = ", ".join(f"fe{pool:04}-{member}.contoso.example" for member in range(4))
            lines += [f"  - fqdn: pool{pool:04}.contoso.example", f"    members: [{members}]"]
            zone.append(f"pool{pool:04} A 10.1.{pool // 250}.{pool % 250 + 1}\n")
            for member in range(4):
                zone.append(f"fe{pool:04}-{member} A 10.{member + 2}.{pool // 250}.{pool % 250 + 1}\n")
                if pool % 10 == 0:
                    zone.append(f"fe{pool:04}-{member} AAAA 2001:db9::{pool:x}:{member}\n")
        page = self.page("\n".join(lines) + "\n", "".join(zone))
        self.assertLess(page.stat().st_size, 8 << 20)
        self.browser.open(page)
        self.assert_quiet(page)
        self.assertEqual(self.browser.js("document.querySelectorAll('tr[id^=e]').length"), count)
        self.assertIn("970 pools", self.browser.js("document.querySelector('.left-out').textContent"))
        self.assertEqual(self.browser.js("document.querySelectorAll('.node').length"), 30)
        self.browser.js(WAIT % "'fe0420-3'")
        self.assertEqual(self.browser.js(SHOWN % "tr[id^=e]"), 1)


if __name__ == "__main__":
    unittest.main()
