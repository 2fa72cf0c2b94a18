/* PowerShell: each documented form of the DnsServer cmdlets, and what is refused. */
#include "scripts.h"

#include <string.h>

#define ADD_A "Add-DnsServerResourceRecordA -ZoneName z.com -Name a "
#define A_ADDED "+ a.z.com 3600 A 1.2.3.4"
#define ADD "Add-DnsServerResourceRecord -ZoneName z.com -Name a "
#define REMOVE "Remove-DnsServerResourceRecord -ZoneName z.com -Name a "

START_TEST(cmdlets)
{
    static const script_row rows[] = {
        {ADD_A "-IPv4Address 1.2.3.4", A_ADDED},
        {ADD_A "-IPv4Address 1.2.3.4, '1.2.3.5',\n\n \"1.2.3.6\" -TimeToLive 00:05:00",
         "+ a.z.com 300 A 1.2.3.4; + a.z.com 300 A 1.2.3.5; + a.z.com 300 A 1.2.3.6"},
        {"Add-DnsServerResourceRecordAAAA -ZoneName z.com -Name a -IPv6Address 2001:db8::1", "+ a.z.com 3600 AAAA 2001:db8::1"},
        {"Add-DnsServerResourceRecordCName -ZoneName z.com -Name a -HostNameAlias b.z.com. -TimeToLive 1.00:00:30",
         "+ a.z.com 86430 CNAME b.z.com"},
        {"Add-DnsServerResourceRecordMX -Preference 10 -Name . -MailExchange \"m.z.com\" -ZoneName z.com", "+ z.com 3600 MX 10 m.z.com"},
        {"Add-DnsServerResourceRecordPtr -ZoneName 2.1.in-addr.arpa -Name 4.3 -PtrDomainName a.z.com",
         "+ 4.3.2.1.in-addr.arpa 3600 PTR a.z.com"},
        {ADD "-A -IPv4Address 1.2.3.4 # note", A_ADDED},
        {ADD "-AAAA -IPv6Address 2001:db8::1", "+ a.z.com 3600 AAAA 2001:db8::1"},
        {ADD "-HostNameAlias b.z.com -CName", "+ a.z.com 3600 CNAME b.z.com"},
        {ADD "-Txt -DescriptiveText 'x \"y\"'", "+ a.z.com 3600 TXT (data not judged)"},
        {ADD "-NS -NameServer ns.z.com", "+ a.z.com 3600 NS ns.z.com"},
        {ADD "-DName -DomainNameAlias y.com", "+ a.z.com 3600 DNAME y.com"},
        {ADD "-MX -MailExchange m.z.com -Preference 5", "+ a.z.com 3600 MX 5 m.z.com"},
        {ADD "-Ptr -PtrDomainName b.z.com", "+ a.z.com 3600 PTR b.z.com"},
        {"Add-DnsServerResourceRecord -Srv -Name _sip._tls -ZoneName z.com -DomainName sip.z.com -Priority 0 -Weight 10 -Port 443",
         "+ _sip._tls.z.com 3600 SRV 0 10 443 sip.z.com"},
        {REMOVE "-RRType A -Force", "-set a.z.com A"},
        {REMOVE "-RRType \"AAAA\" -Confirm:$false", "-set a.z.com AAAA"},
        {REMOVE "-RRType aaaa -RecordData 2001:db8::1", "- a.z.com AAAA 2001:db8::1"},
        {"Remove-DnsServerResourceRecord -RRType SRV -Name _sip._tls -ZoneName z.com -RecordData \"0\",\"10\",\"443\",\"sip.z.com.\"",
         "- _sip._tls.z.com SRV 0 10 443 sip.z.com"},
        {"Add-DnsServerPrimaryZone -Name p.z.com -ReplicationScope \"Forest\" -PassThru", "+zone p.z.com"},
        {"Add-DnsServerPrimaryZone -ZoneName p.z.com. -ZoneFile p.z.com.dns -DynamicUpdate None", "+zone p.z.com"},
        {"Add-DnsServerPrimaryZone p.z.com Custom dns.z.com", "+zone p.z.com"},
        {"Add-DnsServerPrimaryZone -NetworkId 10.1.0.0/16 -ReplicationScope Domain", "+zone 1.10.in-addr.arpa"},
        {"Add-DnsServerPrimaryZone -NetworkID '2001:db8::/36' -ZoneFile x", "+zone 0.8.b.d.0.1.0.0.2.ip6.arpa"},
        {"Get-DnsServerZone\nget-dnsserverresourcerecord -ZoneName z.com -Name a | Out-Null\nClear-DnsServerCache -Force\n" REMOVE
         "-RRType A",
         "-set a.z.com A"},
        {"Import-Module DnsServer\nSet-StrictMode -Version 3\nWrite-Host 'one; two'\n" REMOVE "-RRType A", "-set a.z.com A"},
    };
    script_check(rows, LYD_COUNT(rows), "PowerShell");
}
END_TEST

START_TEST(parameters)
{
    static const script_row rows[] = {
        /* positions, also between parameters with names */
        {"Add-DnsServerResourceRecordA z.com a 1.2.3.4", A_ADDED},
        {"Add-DnsServerResourceRecordA \"a\" -ZoneName z.com -IPv4Address 1.2.3.4", A_ADDED},
        {"Add-DnsServerResourceRecordA -Name a z.com -TimeToLive 01:00:00 1.2.3.4,1.2.3.5", A_ADDED "; + a.z.com 3600 A 1.2.3.5"},
        {"Add-DnsServerResourceRecordAAAA z.com a 2001:db8::1", "+ a.z.com 3600 AAAA 2001:db8::1"},
        {"Add-DnsServerResourceRecordCName z.com a b.z.com", "+ a.z.com 3600 CNAME b.z.com"},
        {"Add-DnsServerResourceRecordMX z.com a m.z.com 10", "+ a.z.com 3600 MX 10 m.z.com"},
        {"Add-DnsServerResourceRecordPtr z.com a b.z.com", "+ a.z.com 3600 PTR b.z.com"},
        {"Add-DnsServerResourceRecord z.com a -A -IPv4Address 1.2.3.4", A_ADDED},
        {"Remove-DnsServerResourceRecord z.com a AAAA -Force", "-set a.z.com AAAA"},
        {"Remove-DnsServerResourceRecord z.com -RRType A a", "-set a.z.com A"},
        {"Add-DnsServerResourceRecordA z.com a 1.2.3.4 5", "!1: \"5\": a value without the name"},
        {"Add-DnsServerResourceRecord z.com a A -IPv4Address 1.2.3.4", "!1: \"A\": a value without the name"},
        {"Add-DnsServerResourceRecordA z.com a 1.2.3.4 -Force", "!1: \"-Force\": this cmdlet has no such parameter"},
        /* aliases */
        {"Add-DnsServerResourceRecordA -ForwardLookupZone z.com -DeviceName a -IpAddress 1.2.3.4 -Cn dc -Session s", A_ADDED},
        {"Add-DnsServerResourceRecordCName -ZoneName z.com -RecordName a -HostNameAlias b.z.com -cf", "+ a.z.com 3600 CNAME b.z.com"},
        {"Remove-DnsServerResourceRecord -ForwardLookupZone z.com -RecordName a -RRType A -ForwardLookupPrimaryServer dc",
         "-set a.z.com A"},
        {"Add-DnsServerResourceRecordAAAA -ZoneName z.com -DeviceName a -IPv6Address ::1", "!1: \"-DeviceName\": this cmdlet has no such"},
        /* beginnings */
        {"Add-DnsServerResourceRecordA -zonen z.com -nam a -ipv4 1.2.3.4 -ti 00:01:00 -comp dc -pass -cr -ag -al -thr 3",
         "+ a.z.com 60 A 1.2.3.4"},
        {"Add-DnsServerResourceRecordA -ZoneName z.com -N a -IP 1.2.3.4 -E Stop", "!1: \"-E\": several parameters begin so"},
        {"Add-DnsServerResourceRecordA -Zone z.com -N a -IP 1.2.3.4 -ErrorA Stop", A_ADDED},
        {ADD_A "-IPv4Address 1.2.3.4 -C dc", "!1: \"-C\": several parameters begin so"},
        {ADD_A "-IPv4Address 1.2.3.4 -T 1", "!1: \"-T\": several parameters begin so"},
        {ADD_A "-IPv4Address 1.2.3.4 -ZoneS x", "!1: \"-ZoneS\": which clients get"},
        {REMOVE "-R A", "!1: \"-R\": several parameters begin so"},
        /* switches and common parameters */
        {ADD_A "-IPv4Address 1.2.3.4 -AllowUpdateAny -PassThru -CreatePtr:$true -AgeRecord:$FALSE -Verbose -ea 0 -WhatIf:$false", A_ADDED},
        {ADD_A "-IPv4Address 1.2.3.4 -WhatIf", "!1: \"-WhatIf\": with this parameter nothing is changed"},
        {ADD_A "-IPv4Address 1.2.3.4 -wi", "!1: \"-wi\": with this parameter nothing is changed"},
        {ADD_A "-IPv4Address 1.2.3.4 -Wh:$true", "!1: \"-Wh:\": with this parameter nothing is changed"},
        {ADD_A "-IPv4Address 1.2.3.4 -AsJob", "!1: \"-AsJob\": a change with this parameter can't be judged"},
        {ADD_A "-IPv4Address 1.2.3.4 -ZoneScope x", "!1: \"-ZoneScope\": which clients"},
        {ADD_A "-IPv4Address 1.2.3.4 -VirtualizationInstance x", "!1: \"-VirtualizationInstance\": a change with"},
        {ADD_A "-IPv4Address 1.2.3.4 -PassThru:1", "!1: \"-PassThru:\": expected no value, $true or $false"},
        {ADD_A "-IPv4Address 1.2.3.4 -PassThru $false", "!1: \"$false\": a value without"},
        {ADD_A "-IPv4Address $true", "!1: \"$true\": expected a literal value"},
        {"Add-DnsServerResourceRecord -ZoneName z.com -Name a -InputObject x", "!1: \"-InputObject\": a change with"},
        {ADD "-Type 28 -RecordData 0a", "!1: \"-Type\": types by number"},
        {REMOVE "-Type 28", "!1: \"-Type\": types by number"},
        {REMOVE "-RRType TYPE28", "!1: \"TYPE28\": unknown record type"},
        /* values */
        {ADD_A "-IPv4Address", "!1: \"-IPv4Address\": missing value"},
        {ADD_A "-IPv4Address -Force", "!1: \"-IPv4Address\": missing value"},
        {ADD_A "-Name b -IPv4Address 1.2.3.4", "!1: \"-Name\": this parameter is given twice"},
        {"Add-DnsServerResourceRecordA -ZoneName z.com -Name a,b -IPv4Address 1.2.3.4", "!1: \"-Name\": expected one value"},
        {ADD "-A -IPv4Address 1.2.3.4,1.2.3.5", "!1: \"-IPv4Address\": expected one value"},
        {"Add-DnsServerResourceRecordA -zonename:z.com -Name: 'a' -IPv4Address:1.2.3.4,1.2.3.5", A_ADDED "; + a.z.com 3600 A 1.2.3.5"},
        {"Add-DnsServerResourceRecordAAAA -ZoneName:\"z.com\" -Name:a -IPv6Address:2001:db8::1", "+ a.z.com 3600 AAAA 2001:db8::1"},
        {ADD_A "-IPv4Address 1.2.3.4 -TimeToLive 300", "!1: \"300\": expected a time to live"},
        {ADD_A "-IPv4Address 1.2.3.4 -TimeToLive 24:00:00", "!1: \"24:00:00\": expected a time to live"},
        {"Add-DnsServerResourceRecordA -Name a -IPv4Address 1.2.3.4", "!1: missing -ZoneName"},
        {"Add-DnsServerResourceRecordA -ZoneName z.com -IPv4Address 1.2.3.4", "!1: missing -Name"},
        {ADD_A, "!1: missing -IPv4Address"},
        {ADD_A "-IPv6Address 2001:db8::1", "!1: \"-IPv6Address\": this cmdlet has no such"},
        {ADD_A "-IPv4Address 1.2.3", "!1: \"1.2.3\": expected one IPv4 address"},
        {ADD "-IPv4Address 1.2.3.4", "!1: missing record type"},
        {ADD "-A -IPv4Address 1.2.3.4 -AAAA", "!1: \"-AAAA\": not allowed together"},
        {ADD "-A:$false -IPv4Address 1.2.3.4", "!1: missing record type"},
        {ADD "-A -IPv4Address 1.2.3.4 -IPv6Address ::1", "!1: there are parameters of another record type"},
        {ADD "-Srv -DomainName s.z.com -Priority 0 -Weight 0", "!1: missing -Priority, -Weight, -Port"},
        {ADD "-Srv -DomainName sip -Priority 0 -Weight 0 -Port 1", "!1: \"sip\": expected the full name"},
        {ADD "-Wks", "!1: \"-Wks\": a change with"},
        {REMOVE, "!1: missing -RRType"},
        {REMOVE "-RRType A -RecordData 1.2.3.4,1.2.3.5", "!1: \"1.2.3.4 1.2.3.5\": expected one IPv4 address"},
        {REMOVE "-RRType A -RecordData \\#, 4, 0a000001", "!1: \"\\#\": dnscmd and PowerShell don't read data"},
        {"Add-DnsServerPrimaryZone -Name p.z.com", "!1: expected either -ReplicationScope or -ZoneFile"},
        {"Add-DnsServerPrimaryZone -Name p.z.com -ReplicationScope Everywhere", "!1: \"Everywhere\": expected Forest"},
        {"Add-DnsServerPrimaryZone -ReplicationScope Forest", "!1: expected either -Name or -NetworkId"},
        {"Add-DnsServerPrimaryZone -Name p.z.com -ZoneFile p -LoadExisting", "!1: \"-LoadExisting\": what the zone's file"},
        {"Add-DnsServerPrimaryZone -NetworkId 10.1.0.0/20 -ZoneFile p", "!1: \"10.1.0.0/20\": expected a network that is a whole"},
        {"Add-DnsServerPrimaryZone -NetworkId 10.1.0.0 -ZoneFile p", "!1: \"10.1.0.0\": expected a network such as"},
    };
    script_check(rows, LYD_COUNT(rows), "PowerShell");
}
END_TEST

START_TEST(words)
{
    static const script_row rows[] = {
        /* punctuation of text processors, as UTF-8 and as Windows-1252 */
        {"Add-DnsServerResourceRecordA \u2013ZoneName \u201Cz.com\u201D \u2014Name \u2018a\u2019 \u2015IPv4Address \u201E1.2.3.4\u201C",
         A_ADDED},
        {"Add-DnsServerResourceRecordA -ZoneName \u201Cz.com\" -Name \u201Aa\u201B -IPv4Address '1.2.3.4\u2019", A_ADDED},
        {"Add-DnsServerResourceRecordA\u00A0-ZoneName\u00A0z.com\u2003-Name\u3000a -IPv4Address\u202F1.2.3.4\u00A0", A_ADDED},
        {"Add-DnsServerResourceRecordA \x96ZoneName \x93z.com\x94 \x97Name \x91\x61\x92\xA0-IPv4Address 1.2.3.4", A_ADDED},
        {"Add\u2013DnsServerResourceRecordA -ZoneName z.com", "!1: \"Add\u2013DnsServerResourceRecordA\": unsupported command"},
        {"Add-DnsServerResourceRecordA z.com a\u2013b 1.2.3.4", "!1: \"a\u2013b\": it has a typographic dash"},
        /* quotation marks */
        {ADD_A "-IPv4Address \"$ip\"", "!1: variables and escapes in a string"},
        {ADD_A "-IPv4Address '1.2.3.4'5", "!1: expected a space after the closing quotation mark"},
        {"Add-DnsServerResourceRecordA z.com u\"m\"01 1.2.3.4", "!1: expected quotation marks around the whole word"},
        {"Add-DnsServerResourceRecordA z.com 'it''s' 1.2.3.4", "!1: expected a space after the closing quotation mark"},
        {ADD_A "-IPv4Address 'open", "!1: a quotation mark isn't closed"},
        {ADD_A "-IPv4Address 'open\n'", "!1: a quotation mark isn't closed"},
        {"Add-DnsServerResourceRecordA z.com '-Name' 1.2.3.4", "+ -name.z.com 3600 A 1.2.3.4"},
        {"'Add-DnsServerResourceRecordA' z.com a 1.2.3.4", "!1: \"Add-DnsServerResourceRecordA\": unsupported command"},
        /* statements and lines */
        {"<# a\n b #> " REMOVE "-RRType A -Force; " ADD_A "-IPv4Address 1.2.3.4", "-set a.z.com A; " A_ADDED},
        {"Add-DnsServerResourceRecordA `\r\n -ZoneName z.com `\n -Name 'a'`\n -IPv4Address 1.2.3.4", A_ADDED},
        {ADD_A "-IPv4Address 1.2.3.4 -PassThru | Out-Null\n" REMOVE "-RRType A|\n\n out-null", A_ADDED "; -set a.z.com A"},
        {ADD_A "-IPv4Address 1.2.3.4 -PassThru |Out-Null; " REMOVE "-RRType A", A_ADDED "; -set a.z.com A"},
        {REMOVE "-RRType A\r" ADD_A "-IPv4Address 1.2.3.4\r", "-set a.z.com A; " A_ADDED},
        {ADD_A "-IPv4Address 1.2.3.4 | Out-File x", "!1: pipelines"},
        {ADD_A "-IPv4Address 1.2.3.4 | Out-Null | Out-Null", "!1: pipelines"},
        {ADD_A "-IPv4Address 1.2.3.4 |", "!1: pipelines"},
        {"Get-DnsServerResourceRecord -ZoneName z.com | Remove-DnsServerResourceRecord -ZoneName z.com -Force", "!1: pipelines"},
        {ADD_A "-IPv4Address 1.2.3.4\n| Out-Null", "!2: expected a command before the pipe"},
        {ADD_A "-IPv4Address 1.2.3.4`\n", "!1: expected a space before the backtick"},
        {ADD_A "-IPv4Address 1.2.3.4 ` \n", "!1: a backtick is supported only"},
        {ADD_A "-IPv4Address ,1.2.3.4", "!1: expected a value before the comma"},
        {ADD_A "-IPv4Address 1.2.3.4,,1.2.3.5", "!1: expected a value before the comma"},
        {ADD_A "-IPv4Address 1.2.3.4,", "!1: expected a value behind the comma"},
        {ADD_A "-IPv4Address 1.2.3.4, -Force", "!1: expected a value behind the comma"},
        {ADD_A "-IPv4Address 1.2.3.4 <# open", "!1: a comment isn't closed"},
        /* expressions */
        {ADD_A "-IPv4Address $ip", "!1: variables aren't"},
        {"\n$ip = '1.2.3.4'\n" ADD_A "-IPv4Address 1.2.3.4", "!2: variables aren't"},
        {ADD_A "-IPv4Address (1)", "!1: blocks"},
        {ADD_A "-IPv4Address 1.2.3.4 > x.txt", "!1: blocks"},
        {ADD_A "@more", "!1: blocks"},
        {"if (1) {\n" ADD_A "-IPv4Address 1.2.3.4\n}", "!1: blocks"},
        {"1..3 | ForEach-Object { " REMOVE "-RRType A }", "!1: blocks"},
        {"& " REMOVE "-RRType A", "!1: blocks"},
    };
    script_check(rows, LYD_COUNT(rows), "PowerShell");
}
END_TEST

START_TEST(unsupported_commands)
{
    static const script_row rows[] = {
        {"Set-DnsServerResourceRecord -ZoneName z.com", "!1: \"Set-DnsServerResourceRecord\": it takes records from variables"},
        {REMOVE "-RRType A\nRemove-DnsServerZone z.com -Force", "!2: \"Remove-DnsServerZone\": the deletion of a zone"},
        {"Add-DnsServerConditionalForwarderZone -Name z.com -MasterServers 1.2.3.4",
         "!1: \"Add-DnsServerConditionalForwarderZone\": another"},
        {"Add-DnsServerStubZone -Name z.com", "!1: \"Add-DnsServerStubZone\": other servers"},
        {"Add-DnsServerSecondaryZone -Name z.com", "!1: \"Add-DnsServerSecondaryZone\": a secondary zone"},
        {"Add-DnsServerZoneScope -ZoneName z.com -Name x", "!1: \"Add-DnsServerZoneScope\": unsupported command"},
        {"Import-Module .\\mine.psm1\n" REMOVE "-RRType A", "!1: \"Import-Module\": unsupported command"},
        {"Get-DnsServerZone -Name z.com", "! the script changes nothing"},
    };
    script_check(rows, LYD_COUNT(rows), "PowerShell");
}
END_TEST

LYD_TEST_MAIN("dns/change/powershell", cmdlets, parameters, words, unsupported_commands)
