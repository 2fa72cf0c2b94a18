/* Change scripts: the steps and mistakes of each form, and how the form is recognized. */
#include "scripts.h"

#include <string.h>

START_TEST(nsupdate)
{
    static const script_row rows[] = {
        {"update add A.z.com 60 A 1.2.3.4\nsend\n", "+ a.z.com 60 A 1.2.3.4"},
        {"update add a.z.com. 60 IN AAAA 2001:DB8::1\n\n", "+ a.z.com 60 AAAA 2001:db8::1"},
        {"ttl 30\nadd a.z.com cname B.z.com\nsend\n", "+ a.z.com 30 CNAME b.z.com"},
        {"update add a.z.com 1 TXT \"x ; y\" z\nsend\n", "+ a.z.com 1 TXT x ; y\" z"},
        {"update add _S._tls.z.com 60 SRV 0 10 443 B.z.com.\nsend\n", "+ _s._tls.z.com 60 SRV 0 10 443 b.z.com"},
        {"update add _s._tls.z.com 60 SRV 0 0 0 .\nsend\n", "+ _s._tls.z.com 60 SRV 0 0 0 ."},
        {"update del _s._tls.z.com IN SRV 00 0 0443 b.z.com\nsend\n", "- _s._tls.z.com SRV 0 0 443 b.z.com"},
        {"update add _s._tls.z.com 60 SRV 0 0 65536 b.z.com\nsend\n", "!1: \"0 0 65536 b.z.com\": expected three numbers and a name"},
        {"update add _s._tls.z.com 60 SRV 0 443 b.z.com\nsend\n", "!1: \"0 443 b.z.com\": expected three numbers and a name"},
        {"update delete a.z.com\nsend\n", "-name a.z.com"},
        {"update delete a.z.com ANY\nsend\n", "-name a.z.com"},
        {"del a.z.com 0 IN A\nsend\n", "-set a.z.com A"},
        {"update del a.z.com A 1.2.3.4\nsend\n", "- a.z.com A 1.2.3.4"},
        {"prereq nxdomain a.z.com\nupdate delete b.z.com\nsend\n", "no-name a.z.com; -name b.z.com"},
        {"yxdomain a.z.com\nprereq nxrrset a.z.com IN AAAA\nprereq yxrrset a.z.com A\nprereq yxrrset a.z.com A 1.2.3.4\nsend\n",
         "name a.z.com; no-set a.z.com AAAA; set a.z.com A; record a.z.com A 1.2.3.4"},
        {"; note\n  ; note\nserver 1.2.3.4 53\nlocal 1.2.3.4\nkey k s\nclass IN\nshow\nupdate delete "
         "a.z.com\nsend\nanswer\nquit\nrubbish\n",
         "-name a.z.com"},
        {"check-names off\nupdate add a_b.z.com 1 A 1.2.3.4\nsend\n", "+ a_b.z.com 1 A 1.2.3.4"},
        {"update add *.z.com 1 A 1.2.3.4\nsend\n", "+ *.z.com 1 A 1.2.3.4"},
        {"update add a_b.z.com 1 A 1.2.3.4\n", "!1: nsupdate refuses"},
        {"update add a.z.com 1 A\n", "!1: missing record data"},
        {"update add a.z.com 1 A \\# 4 01020304\nsend\n", "+ a.z.com 1 A 1.2.3.4"},
        {"update add a.z.com 1 CNAME \\# 3 016100\n", "!1: \"\\#\": expected the data of this type as words"},
        {"update add a.z.com 1 A 1.2.3.4 5\n", "!1: \"1.2.3.4 5\": expected one IPv4 address"},
        {"update add a.z.com 1 CH A 1.2.3.4\n", "!1: \"CH\": unsupported class"},
        {"update add a..z 1 A 1.2.3.4\n", "!1: \"a..z\": a label is empty"},
        {"update replace a.z.com 1 A 1.2.3.4\n", "!1: \"replace\": unknown nsupdate command"},
        {"prereq yxdomain a.z.com A\n", "!1: \"A\": unexpected word"},
        {"zone z.com\nupdate delete a.y.com\n", "!2: the name is outside the zone"},
        {"update add a.z.com 1 A (1.2.3.4)\n", "!1: nsupdate doesn't read parentheses"},
        {"update add a.z.com 1 TXT \"(a;\" b\\(\nsend\n", "+ a.z.com 1 TXT (a;\" b\\("},
        {"update add \"a.z.com\" 1 A 1.2.3.4\n", "!1: \"a.z.com\": nsupdate reads quotation marks"},
        {"update add a.z.com 1 A \"1.2.3.4\"\n", "!1: \"1.2.3.4\": nsupdate reads quotation marks"},
        {"update add a.z.com \"1\" A 1.2.3.4\n", "!1: \"1\": missing TTL"},
        {"update delete a.z.com \"A\"\n", "!1: \"A\": nsupdate reads quotation marks"},
        {"update add m_x.z.com 1 MX 10 a.z.com\n", "!1: nsupdate refuses such a record"},
        {"update delete a.z.com CNAME \"b.z.com\"\n", "!1: \"b.z.com\": nsupdate reads quotation marks"},
        {"update add a.z.com 1 MX 10 m_x.z.com\n", "!1: \"m_x.z.com\": nsupdate refuses this name of a host"},
        {"check-names no\nupdate add a.z.com 1 MX 10 m_x.z.com\nsend\n", "+ a.z.com 1 MX 10 m_x.z.com"},
        {"update add a.z.com 1 CNAME m_x.z.com\nsend\n", "+ a.z.com 1 CNAME m_x.z.com"},
        {"check-names\n", "!1: expected on or off"},
        {"check-names 0\n", "!1: \"0\": expected on or off"},
        {"server\nadd a.z.com 1 A 1.2.3.4\n", "!1: \"server\": nsupdate expects more words"},
        {"key name\nadd a.z.com 1 A 1.2.3.4\n", "!1: \"key\": nsupdate expects more words"},
        {"?\nadd a.z.com 1 A 1.2.3.4\n", "!1: \"?\": unknown nsupdate command"},
    };
    script_check(rows, LYD_COUNT(rows), "nsupdate");
}
END_TEST

START_TEST(dnscmd)
{
    static const script_row rows[] = {
        {"dnscmd dc /RecordAdd z.com a A 1.2.3.4\r\n", "+ a.z.com 3600 A 1.2.3.4"},
        {"@dnscmd.exe /recordadd z.com @ /Aging /OpenAcl 60 AAAA 2001:db8::1", "+ z.com 60 AAAA 2001:db8::1"},
        {"DNSCMD . /RecordAdd \"z.com.\" a.z.com. CNAME B.z.com", "+ a.z.com 3600 CNAME b.z.com"},
        {"@echo off\nREM x | y\n:: z\npause\ndnscmd . /RecordDelete z.com a A 1.2.3.4 /f\n", "- a.z.com A 1.2.3.4"},
        {"dnscmd . /recorddelete z.com a AAAA /F", "-set a.z.com AAAA"},
        {"dnscmd . /RecordAdd z.com a CNAME b\n", "!1: \"b\": expected the full name"},
        {"dnscmd . /RecordAdd z.com a.z.com A 1.2.3.4\n", "!1: \"a.z.com\": relative to its zone"},
        {"dnscmd . /RecordAdd z.com a.y.com. A 1.2.3.4\n", "!1: \"a.y.com.\": the name is outside the zone"},
        {"dnscmd . /RecordAdd z.com a A \\# 4 0a000009\n", "!1: \"\\#\": dnscmd and PowerShell don't read data"},
        {"dnscmd . /RecordDelete z.com a TXT \\# 2 0161\n", "!1: \"\\#\": dnscmd and PowerShell don't read data"},
        {"dnscmd . /RecordAdd z.com a\n", "!1: expected a zone, a node and a record type"},
        {"dnscmd . /RecordAdd z.com a A %IP%\n", "!1: variables"},
        {"dnscmd . /RecordAdd z.com a A 1.2.3.4\nipconfig /flushdns\n", "!2: \"ipconfig\": unsupported command"},
        {"dnscmd . /Config /EnableGlobalQueryBlockList 0\n", "!1: \"/Config\": unsupported dnscmd command"},
        {"dnscmd\n", "!1: unsupported dnscmd command"},
        {"C:\\Windows\\System32\\DnsCmd.EXE dc1 /RecordAdd z.com a A 1.2.3.4", "+ a.z.com 3600 A 1.2.3.4"},
        {"@\"C:\\Program Files\\dnscmd.exe\" dc1 /RecordAdd z.com a A 1.2.3.4", "+ a.z.com 3600 A 1.2.3.4"},
        {"\"dnscmd\" /RecordDelete z.com a A\ntools\\dnscmd /RecordDelete z.com b A\n", "-set a.z.com A; -set b.z.com A"},
        {"C:\\dnscmd\\other.exe dc1 /RecordAdd\ndnscmd . /Info\n", "!1: \"C:\\dnscmd\\other.exe\": unsupported command"},
        {"%windir%\\System32\\dnscmd.exe dc1 /RecordAdd z.com a A 1.2.3.4", "!1: variables"},
        {"for %%i in (1) do echo x\ndnscmd . /RecordDelete z.com a A\n", "!1: variables"},
        {"dnscmd . /RecordAdd \"z.com\n", "!1: a quotation mark isn't closed"},
        {"dnscmd . /Info\ndnscmd . /EnumRecords z.com @\ndnscmd /zoneprint z.com > z.txt\ndnscmd /ClearCache\ndnscmd . /RecordDelete z.com "
         "a A",
         "-set a.z.com A"},
        {"dnscmd . /Statistics\n", "! the script changes nothing"},
        {"dnscmd . /RecordAdd z.com a /CreatePTR 60 A 1.2.3.4 /f\n", "+ a.z.com 60 A 1.2.3.4"},
        {"dnscmd . /RecordAdd z.com a 1h A 1.2.3.4\n", "!1: \"1h\": unknown record type"},
        {"dnscmd . /RecordAdd z.com a TYPE1 1.2.3.4\n", "!1: \"TYPE1\": unknown record type"},
        {"dnscmd . /RecordAdd z.com _sip._tls SRV 0 10 5061 sip.z.com.\n", "+ _sip._tls.z.com 3600 SRV 0 10 5061 sip.z.com"},
        {"dnscmd . /RecordAdd z.com _sip._tls SRV 0 10 5061 sip\n", "!1: \"sip\": expected the full name"},
        {"dnscmd . /RecordDelete z.com _sip._tls SRV 0 10 5061 sip.z.com. /f\n", "- _sip._tls.z.com SRV 0 10 5061 sip.z.com"},
        {"dnscmd . /RecordDelete z.com _sip._tls SRV /f\n", "-set _sip._tls.z.com SRV"},
        {"dnscmd . /ZoneDelete z.com /f\n", "!1: \"/ZoneDelete\": the deletion of a zone"},
    };
    script_check(rows, LYD_COUNT(rows), "dnscmd");
}
END_TEST

START_TEST(dnscmd_zones)
{
    static const script_row rows[] = {
        {"dnscmd . /zoneadd p.z.com. /dsprimary\r\ndnscmd . /recordadd p.z.com. @ A 1.2.3.4\r\n",
         "+zone p.z.com; + p.z.com 3600 A 1.2.3.4"},
        {"dnscmd /ZoneAdd p.z.com /Primary /file p.z.com.dns /a admin\n", "+zone p.z.com"},
        {"dnscmd . /ZoneAdd p.z.com /DsPrimary /dp /forest\n", "+zone p.z.com"},
        {"dnscmd . /ZoneAdd p.z.com /DsPrimary /dp dns.z.com\ndnscmd . /ZoneAdd q.z.com /DsPrimary /enterprise\n",
         "+zone p.z.com; +zone q.z.com"},
        {"dnscmd . /ZoneAdd p.z.com /Primary /file p /load\n", "!1: \"/load\": what the zone's file"},
        {"dnscmd . /ZoneAdd p.z.com /Forwarder 1.2.3.4\n", "!1: \"/Forwarder\": another server answers"},
        {"dnscmd . /ZoneAdd p.z.com /DsStub 1.2.3.4\n", "!1: \"/DsStub\": other servers"},
        {"dnscmd . /ZoneAdd p.z.com /Secondary 1.2.3.4\n", "!1: \"/Secondary\": a secondary zone"},
        {"dnscmd . /ZoneAdd p.z.com\n", "!1: expected /Primary"},
        {"dnscmd . /ZoneAdd\n", "!1: missing zone"},
        {"dnscmd . /ZoneAdd 'p.z.com' /Primary\n", "!1: \"'p.z.com'\": quotation marks"},
    };
    script_check(rows, LYD_COUNT(rows), "dnscmd");
}
END_TEST

#define DELETE "dnscmd . /RecordDelete z.com a A"

/* What cmd.exe itself reads. */
START_TEST(batch_files)
{
    static const script_row rows[] = {
        {"call " DELETE "\n@CALL \"C:\\Program Files\\dnscmd.exe\" . /RecordDelete z.com b A\n", "-set a.z.com A; -set b.z.com A"},
        {"call other.cmd\n" DELETE "\n", "!1: \"other.cmd\": unsupported command"},
        {DELETE " > nul\n" DELETE ">nul 2>&1\n" DELETE " >> \"C:\\my logs\\x.txt\" 2> nul\n",
         "-set a.z.com A; -set a.z.com A; -set a.z.com A"},
        {"dnscmd . /RecordAdd z.com a A 1.2.3.4>nul\n", "+ a.z.com 3600 A 1.2.3.4"},
        {"dnscmd . /RecordAdd z.com a A 1.2.3.4 1> nul 2>&1\n", "+ a.z.com 3600 A 1.2.3.4"},
        {DELETE " >\n", "!1: expected a file"},
        {DELETE " < x\n", "!1: variables"},
        {DELETE " & del x\n", "!1: variables"},
        {DELETE " | find \"x\"\n", "!1: variables"},
        {"dnscmd . ^\r\n  /RecordDelete ^\r\nz.com a A\r\n" DELETE "AAA\n", "-set a.z.com A; -set a.z.com AAAA"},
        {DELETE "^\n", "!1: expected a space before"},
        {DELETE " ^& x\n", "!1: \"^\" is supported only"},
        {DELETE " ^", "-set a.z.com A"},
        {"echo adds ^\n" DELETE "\n", "!1: \"^\" at the end joins the next line"},
        {"rem adds ^\n" DELETE "\n", "!1: \"^\" at the end joins the next line"},
        {"\n" DELETE "\nrem\n::\n\n@\n@rem x\n  @ echo.\nREM\n" DELETE "\nfoo\n", "!11: \"foo\": unsupported command"},
        {"dnscmd . ^\n /RecordDelete z.com a A\nfoo\n", "!3: \"foo\": unsupported command"},
        {"dnscmd . /RecordDelete \"z.com\"x a A\n", "!1: expected quotation marks around the whole word"},
        {"dnscmd . /RecordDelete z\".com\" a A\n", "!1: expected quotation marks around the whole word"},
        {"dnscmd . /RecordDelete \"z.com\\\" a A\n", "!1: expected quotation marks around the whole word"},
        {"dnscmd . /RecordDelete \"%ZONE%\" a A\n", "!1: variables"},
        {"if exist x " DELETE "\n" DELETE "\n", "!1: \"if\": unsupported command"},
        {DELETE "\n:end\nexit /b 0\n", "!2: \":end\": unsupported command"},
        {"dnscmd;. /RecordDelete z.com a A\n" DELETE "\n", "!1: \"dnscmd;.\": unsupported command"},
    };
    script_check(rows, LYD_COUNT(rows), "dnscmd");
}
END_TEST

/* Names that nobody has, as owner and as target. */
START_TEST(names_that_nothing_has)
{
    static const script_row nsupdate_rows[] = {
        {"update add 'um01'.z.com 60 AAAA 2001:db8::1\n", "!1: \"'um01'.z.com\": quotation marks"},
        {"update delete “um01”.z.com A\n", "!1: \"“um01”.z.com\": quotation marks"},
        {"send\nupdate delete um01.z.com\xC2\xA0\n", "!2: \"um01.z.com\xC2\xA0\": it has a no-break space"},
        {"prereq yxdomain sip:um01.z.com\n", "!1: \"sip:um01.z.com\": it is a SIP URI"},
        {"zone 'z.com'\nupdate delete a.z.com\n", "!1: \"'z.com'\": quotation marks"},
        {"update delete um*.z.com\n", "!1: \"um*.z.com\": a star can only be"},
        {"update delete um01/b.z.com\n", "!1: \"um01/b.z.com\": it has a path"},
        {"update delete 10.0.0.1\n", "!1: \"10.0.0.1\": it is an IP address"},
        {"update add a.z.com 60 CNAME 'b'.z.com\n", "!1: \"'b'.z.com\": quotation marks"},
        {"update add a.z.com 60 CNAME 10.0.0.1\n", "!1: \"10.0.0.1\": it is an IP address"},
        {"update add a.z.com 60 CNAME *.z.com\n", "!1: \"*.z.com\": a wildcard, expected the name"},
        {"update add a.z.com 60 MX 10 10.0.0.1\n", "!1: \"10.0.0.1\": it is an IP address"},
        {"update delete a.z.com SRV 0 0 5061 b.z.com:5061\n", "!1: \"b.z.com:5061\": a name has no port"},
    };
    static const script_row dnscmd_rows[] = {
        {"dnscmd . /RecordAdd 'z.com' a A 1.2.3.4\n", "!1: \"'z.com'\": quotation marks"},
        {"rem\ndnscmd . /RecordAdd z.com “a” A 1.2.3.4\n", "!2: \"“a”\": quotation marks"},
        {"dnscmd . /RecordDelete z.com \xC2\xA0um01 A\n", "!1: \"\xC2\xA0um01\": it has a no-break space"},
        {"dnscmd . /RecordAdd z.com a CNAME b.z.com/\n", "!1: \"b.z.com/\": it has a path"},
        {"dnscmd . /RecordAdd z.com _sip._tcp SRV 0 0 5060 10.0.0.1\n", "!1: \"10.0.0.1\": it is an IP address"},
    };
    script_check(nsupdate_rows, LYD_COUNT(nsupdate_rows), "nsupdate");
    script_check(dnscmd_rows, LYD_COUNT(dnscmd_rows), "dnscmd");
}
END_TEST

START_TEST(no_form)
{
    static const script_row rows[] = {
        {"for %%i in (1 2) do dnscmd . /RecordDelete z.com a%%i A\n", "!1: expected an nsupdate script"},
        {"@echo off\r\n\r\n  rem note\r\n::note\r\n; note\n# note\nfor %%i in (1) do x\nmore\n", "!7: expected an nsupdate script"},
        {"<# note\nupdate all\n#>\n\nGet-Process\n", "!5: expected an nsupdate script"},
        {"<# note\n#> Get-Process\n", "!2: expected an nsupdate script"},
        {"<# open\n", "!1: expected an nsupdate script"},
        {"just words", "!1: expected an nsupdate script"},
        {"\n# note\n", "! expected an nsupdate script"},
        {"", "! expected an nsupdate script"},
    };
    script_check(rows, LYD_COUNT(rows), "");
}
END_TEST

/* As large as a file may be. Were the end of each looked for anew, this would take an hour. */
START_TEST(comments_without_end)
{
    const size_t length = LYD_CHANGE_FILE_MAX;
    char *text = malloc(length);
    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < length; i++) {
        text[i] = "<#\n"[i % 3];
    }
    lyd_diag *diag = lyd_diag_new();
    lyd_change *change;
    ck_assert_int_eq(lyd_change_parse(text, length, "f", &change, diag), LYD_EINVAL);
    lyd_diag_free(diag);
    free(text);
}
END_TEST

LYD_TEST_MAIN("dns/change", nsupdate, dnscmd, dnscmd_zones, batch_files, names_that_nothing_has, no_form, comments_without_end)
