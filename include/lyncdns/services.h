/* services.h: the records that a deployment lives on beside the names of its servers: SRV records, autodiscover, sign-in names. One row a
 * record; what a deployment wants of each, by the kind of view; what is often written in its place.
 *
 * A record's owner is its labels before a SIP domain. Sources: "DNS requirements for Skype for Business Server", "Determine DNS
 * requirements for Lync Server 2013", "Plan hybrid connectivity", RFC 2782. */
#ifndef LYNCDNS_SERVICES_H
#define LYNCDNS_SERVICES_H

#include <lyncdns/base.h>
#include <lyncdns/dns.h>
#include <lyncdns/topology.h>

typedef enum lyd_wanted {
    LYD_WANTED_DISCOVER_INTERNAL,
    LYD_WANTED_DISCOVER,
    LYD_WANTED_SIP_INTERNAL_TLS,
    LYD_WANTED_SIP_INTERNAL_TCP,
    LYD_WANTED_SIP_TLS,
    LYD_WANTED_FEDERATION,
    LYD_WANTED_XMPP,
    LYD_WANTED_SIP,
    LYD_WANTED_SIP_INTERNAL,
    LYD_WANTED_SIP_EXTERNAL,
    LYD_WANTED_UPDATES,
    LYD_WANTED_NTP,
    LYD_WANTED_COUNT,
} lyd_wanted;

/* What a deployment wants of a record in a view. */
typedef enum lyd_expected {
    LYD_EXPECTED_OPTIONAL, /* no rule speaks of it */
    LYD_EXPECTED_REQUIRED,
    LYD_EXPECTED_ABSENT,
} lyd_expected;

extern const lyd_row lyd_expected_names[]; /* "optional", "required", "absent" */

#define LYD_WANTED_USERS 6
#define LYD_WANTED_PORTS 2

typedef struct lyd_wanted_row {
    const char *owner;                   /* "_sip._tls" */
    lyd_type type;                       /* LYD_TYPE_SRV; LYD_TYPE_A: host records, A and AAAA */
    uint16_t ports[LYD_WANTED_PORTS];    /* those that are right; 0: no more. Of _sip._tls those without an Access Edge that states one */
    const char *users[LYD_WANTED_USERS]; /* who looks it up; NULL: no more */
    const char *order;                   /* in which order, and what happens without it */
    const char *why;                     /* what it is for, in a sentence */
    const char *references[2];           /* where it is documented: for Lync Server, and from Skype for Business Server 2015 on */
} lyd_wanted_row;

extern const lyd_wanted_row lyd_wanted_rows[LYD_WANTED_COUNT];

/* That of REFERENCES which is for PRODUCT. */
const char *lyd_reference_for(const char *const references[2], lyd_product product);

/* When a record must be there, or must not. */
typedef struct lyd_condition {
    bool (*holds)(const lyd_topology *topology);
    const char *words; /* after "if"; NULL: always */
} lyd_condition;

typedef struct lyd_want {
    lyd_wanted wanted;
    unsigned kind; /* of views */
    lyd_expected expected;
    bool split; /* not where inside and outside have the same servers */
    bool cloud; /* of domains whose users are all in Microsoft's cloud; else of a deployment with servers of its own */
    const lyd_condition *when;
} lyd_want;

/* The first that fits decides; a record that none fits is optional. */
extern const lyd_want lyd_want_rows[];
extern const size_t lyd_want_count;

/* What TOPOLOGY wants of the record in VIEW for any of its SIP domains, and in views of KIND, whether there is one or not. */
lyd_expected lyd_wanted_in(const lyd_topology *topology, lyd_wanted wanted, uint32_t view);
lyd_expected lyd_wanted_of_kind(const lyd_topology *topology, lyd_wanted wanted, unsigned kind);

/* True if the record must not be in VIEW, even where nothing can be said against it, because inside and outside have the same servers. */
bool lyd_wanted_foreign(const lyd_topology *topology, lyd_wanted wanted, uint32_t view);

/* True if the rule that a record must be there, or must not, applies in views of KIND; false too where TOPOLOGY has no such view. */
bool lyd_wants(const lyd_topology *topology, lyd_wanted wanted, unsigned kind, lyd_expected expected);

/* True where views of kind internal and external have the same servers: then nothing can be kept from one side. */
bool lyd_views_are_one(const lyd_topology *topology);

/* "_sip._tls.contoso.com" from OWNER; false: that is too long for a name. */
bool lyd_wanted_name(const char *owner, const char *domain, char name[LYD_NAME_TEXT]);

/* The row whose owner NAME begins with, and the SIP domain that follows; LYD_WANTED_COUNT: it is no such name. */
lyd_wanted lyd_wanted_find(const char *name, const char **domain);

/* ---- who looks up what, in which order ---- */

/* One client and the records that it looks up, first to last: it stops at the first that leads to a server. */
typedef struct lyd_lookup_order {
    const char *client;
    lyd_wanted records[LYD_WANTED_COUNT];
    size_t count;
    const char *remark; /* NULL: none */
} lyd_lookup_order;

extern const lyd_lookup_order lyd_lookup_orders[];
extern const size_t lyd_lookup_order_count;

/* ---- endpoints that rules about service records look for ---- */

typedef enum lyd_demand {
    LYD_DEMAND_URL_INTERNAL, /* a Meet or Dial-in name must be there */
    LYD_DEMAND_URL_EXTERNAL,
    LYD_DEMAND_WEB_INTERNAL, /* a web services name must be there */
    LYD_DEMAND_WEB_EXTERNAL,
    LYD_DEMAND_OFFICE_INTERNAL, /* an Office Web Apps name must be there */
    LYD_DEMAND_ELSEWHERE,       /* from here on in views that aren't the endpoint's own: */
    LYD_DEMAND_OFFICE_EXTERNAL = LYD_DEMAND_ELSEWHERE,
    LYD_DEMAND_WEB_MOBILE,     /* mobile clients inside use the external web services name */
    LYD_DEMAND_CONFERENCING,   /* hybrid: the Web Conferencing Edge name must be there inside */
    LYD_DEMAND_ADMIN_EXTERNAL, /* the Admin name must not be there outside */
    LYD_DEMAND_COUNT,
} lyd_demand;

/* The views in which DEMAND is about the endpoint E; none where its condition doesn't hold. */
uint32_t lyd_demand_views(const lyd_topology *topology, lyd_demand demand, const lyd_endpoint *e);

/* ---- what is often written in a record's place ---- */

typedef struct lyd_near_miss {
    lyd_wanted wanted; /* the record that is meant */
    const char *owner; /* NULL: the right owner with the SIP domain twice */
    bool plausible;    /* it may be meant as it stands, too: a near miss only if it leads to an Edge name */
} lyd_near_miss;

extern const lyd_near_miss lyd_near_misses[];
extern const size_t lyd_near_miss_count;

/* "_sip_tls.contoso.com": MISS of DOMAIN; false: that is too long for a name. */
bool lyd_near_miss_name(const lyd_near_miss *miss, const char *domain, char name[LYD_NAME_TEXT]);

/* ---- names that nobody would create: an answer comes from a wildcard ---- */

enum { LYD_PROBE_HOST, LYD_PROBE_TCP, LYD_PROBE_TLS, LYD_PROBES };

extern const lyd_wanted_row lyd_probe_rows[LYD_PROBES]; /* owner and type alone */

/* ---- targets in Microsoft's cloud ----
 *
 * Sources: "Update DNS entries" of "Decommission your on-premises environment", "DNS records for Office 365" of each cloud. */

typedef struct lyd_online_target {
    lyd_wanted wanted;
    const char *name; /* where the record of a domain that is online leads */
    uint16_t port;    /* 0: a host record */
} lyd_online_target;

/* Where WANTED leads in the worldwide cloud; NULL: it isn't a record of domains that are online. */
const lyd_online_target *lyd_online_target_of(lyd_wanted wanted);

/* The same in the cloud that has NAME as one of its targets; NULL: none has. */
const lyd_online_target *lyd_online_target_beside(lyd_wanted wanted, const char *name);

/* True if NAME, with PORT, is where WANTED leads in some cloud. */
bool lyd_is_online_target(lyd_wanted wanted, const char *name, uint16_t port);

bool lyd_is_online(const char *name); /* NAME is in a domain of the targets above, or of names that they resolve to */

#endif
