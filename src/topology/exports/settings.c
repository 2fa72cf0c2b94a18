/* Features and services by the settings that prove them, and SIP domains. */
#include "exports.h"

#include <string.h>

/* The properties that are settings. Of a cmdlet with several objects (trunks, policies, providers) one that is true is enough. */
static const struct property_row {
    const char *name, *also; /* ALSO: the setting is true only where this one is, too */
    lyd_setting_id id;
    bool one; /* the cmdlet has one object for the whole deployment */
} properties[] = {
    {"EnableBandwidthPolicyCheck", NULL, LYD_SETTING_ADMISSION, true},
    {"MediaBypassSettings.Enabled", NULL, LYD_SETTING_BYPASS, true},
    {"MediaBypassSettings.AlwaysBypass", NULL, LYD_SETTING_BYPASS_ALWAYS, true},
    {"EnableBypass", NULL, LYD_SETTING_BYPASS_TRUNK, false},
    {"EnhancedEmergencyServicesEnabled", NULL, LYD_SETTING_EMERGENCY, false},
    {"AllowFederatedUsers", NULL, LYD_SETTING_FEDERATED, true},
    {"EnablePartnerDiscovery", NULL, LYD_SETTING_DISCOVERY, true},
    {"EnabledSharedAddressSpace", "Enabled", LYD_SETTING_HOSTED, false},
};

/* What is in use, by its settings: one of the first two (LYD_SETTINGS: none), and the third. */
static const struct use_row {
    const char *name, *cmdlets;
    lyd_remark_about about;
    unsigned bit;
    lyd_setting_id first, second, third;
    bool both; /* the third has to be known; without it that of the first two is enough where no file has the third */
} uses[] = {
    {"call-admission-control", "Get-CsNetworkConfiguration tells", LYD_REMARK_FEATURES, LYD_FEATURE_CALL_ADMISSION_CONTROL,
     LYD_SETTING_ADMISSION, LYD_SETTINGS, LYD_SETTINGS, false},
    {"enhanced-9-1-1", "Get-CsLocationPolicy tells", LYD_REMARK_FEATURES, LYD_FEATURE_ENHANCED_9_1_1, LYD_SETTING_EMERGENCY, LYD_SETTINGS,
     LYD_SETTINGS, false},
    {"media-bypass", "Get-CsNetworkConfiguration and Get-CsTrunkConfiguration tell", LYD_REMARK_FEATURES, LYD_FEATURE_MEDIA_BYPASS,
     LYD_SETTING_BYPASS, LYD_SETTING_BYPASS_ALWAYS, LYD_SETTING_BYPASS_TRUNK, false},
    {"federation", "Get-CsAccessEdgeConfiguration tells", LYD_REMARK_SERVICES, LYD_SERVICE_FEDERATION, LYD_SETTING_FEDERATED, LYD_SETTINGS,
     LYD_SETTING_DISCOVERY, true},
    {"hybrid", "Get-CsHostingProvider tells", LYD_REMARK_SERVICES, LYD_SERVICE_HYBRID, LYD_SETTING_HOSTED, LYD_SETTINGS, LYD_SETTINGS,
     false},
};

/* ---- reading ---- */

static const char *shown(const lyd_value *object, const char *name, lyd_truth truth)
{
    const char *text = strchr(name, '.') == NULL ? lyd_value_text(object, name) : NULL;
    return truth == LYD_TRUE ? "True" : truth == LYD_FALSE ? "False" : text == NULL ? "another word" : text;
}

static lyd_status setting_read(lyd_exports *x, const lyd_value *object, const struct property_row *row)
{
    lyd_setting *setting = &x->settings[row->id];
    lyd_truth truth = lyd_value_truth(object, row->name);
    const char *name = row->name;
    if (truth == LYD_TRUE && row->also != NULL) {
        name = row->also;
        truth = lyd_value_truth(object, name);
    }
    if (truth == LYD_TRUTH_NONE) {
        return LYD_OK;
    }
    const char *source = lyd_arena_printf(x->arena, "%s is %.64s in %s, line %u (%s)", name, shown(object, name, truth), x->file,
                                          (unsigned)object->line, x->cmdlet);
    if (source == NULL) {
        return LYD_ENOMEM;
    }
    if (truth == LYD_TRUTH_OTHER) {
        lyd_builder_note(x->builder, object->line, "%s: expected True or False, found \"%.64s\"", name, shown(object, name, truth));
    }
    if (row->one && setting->truth != LYD_TRUTH_NONE && setting->truth != truth) {
        lyd_builder_note(x->builder, object->line, "%s, but %s, which is used", source, setting->source);
    }
    bool better = setting->truth == LYD_TRUTH_NONE || (!row->one && truth > setting->truth && setting->truth != LYD_TRUE) ||
                  (!row->one && truth == LYD_TRUE && setting->truth != LYD_TRUE);
    if (better) {
        *setting = (lyd_setting){truth, source, lyd_builder_file(x->builder)};
    }
    return LYD_OK;
}

lyd_status lyd_read_settings(lyd_exports *x, const lyd_value *const *objects, size_t count)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < LYD_COUNT(properties) && status == LYD_OK; k++) {
            status = setting_read(x, objects[i], &properties[k]);
        }
    }
    return status;
}

lyd_status lyd_read_sip_domains(lyd_exports *x, const lyd_value *const *objects, size_t count)
{
    const char *first = NULL;
    lyd_status status = LYD_OK;
    for (int round = 0; round < 2; round++) { /* the default one, then the others */
        for (size_t i = 0; i < count && status != LYD_ENOMEM; i++) {
            const char *name = lyd_value_text(objects[i], lyd_value_find(objects[i], "Name") == NULL ? "Identity" : "Name");
            bool is_default = lyd_value_truth(objects[i], "IsDefault") == LYD_TRUE;
            if (name == NULL || is_default != (round == 0)) {
                continue;
            }
            first = first == NULL ? name : first;
            status = (is_default ? lyd_builder_sip_default : lyd_builder_sip_domain)(x->builder, name, objects[i]->line);
        }
    }
    return status == LYD_ENOMEM ? status
                                : lyd_builder_remark(x->builder, LYD_REMARK_DOMAINS, 0, "%zu in %s (%s), the default one is %.80s", count,
                                                     x->file, x->cmdlet, first == NULL ? "not there" : first);
}

/* ---- what is in use ---- */

static const lyd_setting *setting_at(const lyd_exports *x, lyd_setting_id id)
{
    static const lyd_setting none = {LYD_TRUTH_NONE, NULL, 0};
    return id == LYD_SETTINGS ? &none : &x->settings[id];
}

/* The one of two settings that says more: true, then what isn't understood, then false. */
static const lyd_setting *stronger(const lyd_setting *a, const lyd_setting *b)
{
    static const int order[] = {[LYD_TRUTH_NONE] = 0, [LYD_FALSE] = 1, [LYD_TRUTH_OTHER] = 2, [LYD_TRUE] = 3};
    return order[b->truth] > order[a->truth] ? b : a;
}

/* Whether what ROW says is in use, by the setting of the whole and, where there is one, that of a part. */
static lyd_truth in_use(const struct use_row *row, const lyd_setting *whole, const lyd_setting *part)
{
    if (row->third == LYD_SETTINGS || (part->truth == LYD_TRUTH_NONE && !row->both)) {
        return whole->truth;
    }
    if (whole->truth == LYD_TRUTH_NONE) {
        return row->both ? LYD_TRUTH_NONE : part->truth;
    }
    if (whole->truth == LYD_FALSE || part->truth == LYD_FALSE) {
        return LYD_FALSE;
    }
    return whole->truth == LYD_TRUE && part->truth == LYD_TRUE ? LYD_TRUE : LYD_TRUTH_OTHER;
}

static lyd_status use_finish(lyd_exports *x, const struct use_row *row, bool whole)
{
    const lyd_setting *all = stronger(setting_at(x, row->first), setting_at(x, row->second)), *part = setting_at(x, row->third);
    lyd_truth truth = in_use(row, all, part);
    const char *source = all->source != NULL ? all->source : part->source;
    const char *and = all->source != NULL && part->source != NULL ? part->source : "";
    if (truth == LYD_TRUTH_NONE) {
        return !whole ? LYD_OK : lyd_builder_remark(x->builder, row->about, 0, "To add, if it is in use: %s (%s)", row->name, row->cmdlets);
    }
    if (truth == LYD_TRUE && row->about == LYD_REMARK_FEATURES) {
        lyd_builder_feature(x->builder, (lyd_feature)row->bit);
    } else if (truth == LYD_TRUE) {
        lyd_builder_service(x->builder, row->bit);
    }
    bool perhaps = truth == LYD_TRUTH_OTHER || (row->both && all->truth == LYD_TRUE);
    return lyd_builder_remark(x->builder, row->about, 0, "%s%s: %s%s%s",
                              truth == LYD_TRUE ? ""
                              : perhaps         ? "perhaps "
                                                : "no ",
                              row->name, source, and[0] == '\0' ? "" : "; ", and);
}

lyd_status lyd_settings_finish(lyd_exports *x, bool whole)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < LYD_COUNT(uses) && status == LYD_OK; i++) {
        status = use_finish(x, &uses[i], whole);
    }
    return status;
}
