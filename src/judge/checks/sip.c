/* The sign-in names that clients try when no SRV record leads them: sip, sipinternal. */
#include "checks.h"

#include "judge/service.h"

static bool phones(const lyd_judging *j)
{
    return (j->topology->clients & LYD_CLIENT_PHONE) != 0;
}

/* ---- SIP001, SIP002 ---- */

void lyd_check_sip_missing_outside(lyd_judging *j, uint32_t domain)
{
    uint32_t views = lyd_views_holding(j, LYD_WANTED_SIP, domain, LYD_VIEW_EXTERNAL, lyd_wanted_missing);
    if (views != 0) {
        lyd_report_missing(j, LYD_WANTED_SIP, domain, views, phones(j) ? LYD_ERROR : LYD_WARNING);
    }
}

void lyd_check_sip_missing_inside(lyd_judging *j, uint32_t domain)
{
    uint32_t views = lyd_views_holding(j, LYD_WANTED_SIP, domain, LYD_VIEW_INTERNAL, lyd_wanted_missing);
    if (views != 0) {
        lyd_report_missing(j, LYD_WANTED_SIP, domain, views, phones(j) ? LYD_ERROR : LYD_INFO);
    }
}

/* ---- SIP003, SIP005 ---- */

void lyd_check_sip_astray_inside(lyd_judging *j, uint32_t domain)
{
    uint32_t views = lyd_views_holding(j, LYD_WANTED_SIP, domain, LYD_VIEW_INTERNAL, lyd_wanted_astray);
    if (views != 0) {
        lyd_report_astray(j, LYD_WANTED_SIP, domain, views, LYD_OFF, "Front End or Director name and no Access Edge");
    }
}

void lyd_check_sip_astray_outside(lyd_judging *j, uint32_t domain)
{
    uint32_t views = lyd_views_holding(j, LYD_WANTED_SIP, domain, LYD_VIEW_EXTERNAL, lyd_wanted_astray);
    if (views != 0 && (j->topology->remote_access & LYD_REMOTE_SIP) != 0) {
        lyd_report_astray(j, LYD_WANTED_SIP, domain, views, LYD_OFF, "Access Edge");
    }
}

/* ---- SIP004 ---- */

void lyd_check_sipinternal_outside(lyd_judging *j, uint32_t domain)
{
    uint32_t views = lyd_views_holding(j, LYD_WANTED_SIP_INTERNAL, domain, LYD_VIEW_EXTERNAL, lyd_wanted_intrudes);
    if (views != 0) {
        lyd_report_there(j, LYD_WANTED_SIP_INTERNAL, domain, views, LYD_WARNING, "but it is for clients inside", NULL);
    }
}
