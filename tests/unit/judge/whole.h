/* whole.h: the parts that every finding has: record, server, reason, reference, action and owner, with the names of its own case. */
#ifndef LYD_TEST_JUDGE_WHOLE_H
#define LYD_TEST_JUDGE_WHOLE_H

#include "judge/fixture.h"

/* Rules about what the topology declares, not about an answer: their evidence is the declaration. */
static const char *const whole_declared[] = {"DNS012", "NAM001", "UM004", "URL004", "URL005", "WEB005", "WEB007", "WVR001", "WVR002", NULL};

static inline bool whole_has(const char *const *words, const char *word)
{
    size_t i = 0;
    while (words[i] != NULL && strcmp(words[i], word) != 0) {
        i++;
    }
    return words[i] != NULL;
}

/* Whether TEXT holds WORD, not as a part of a longer name. */
static inline bool whole_names(const char *text, const char *word)
{
    static const char parts[] = "abcdefghijklmnopqrstuvwxyz0123456789-_";
    size_t length = strlen(word);
    for (const char *at = text; (at = strstr(at, word)) != NULL; at++) {
        if ((at == text || strchr(parts, at[-1]) == NULL) && (at[length] == '\0' || strchr(parts, at[length]) == NULL)) {
            return true;
        }
    }
    return false;
}

/* Whether a line has a record, "A 10.1.0.1" or "SRV 0 0 443 sip", or a status. */
static inline bool whole_record(const char *line)
{
    static const lyd_type types[] = {LYD_TYPE_A, LYD_TYPE_AAAA, LYD_TYPE_SRV, LYD_TYPE_CNAME};
    for (int i = 0; lyd_answer_statuses[i].name != NULL; i++) {
        if (strstr(line, lyd_answer_statuses[i].name) != NULL) {
            return true;
        }
    }
    for (size_t i = 0; i < LYD_COUNT(types); i++) {
        if (whole_names(line, lyd_type_name(types[i]))) {
            return true;
        }
    }
    return false;
}

/* Whether FINDING rests on answers for names: not where its rule is about declarations, nor where its subjects are networks. */
static inline bool whole_asked(const fixture *f, const lyd_finding *finding)
{
    size_t networks = 0;
    for (size_t i = 0; i < finding->subject_count; i++) {
        for (size_t n = 0; n < f->topology.network_count; n++) {
            networks += strcmp(f->networks[n].name, finding->subjects[i]) == 0 ? 1 : 0;
        }
    }
    return networks < finding->subject_count && !whole_has(whole_declared, finding->rule->id);
}

/* A line that names a record or a status, the view and the server. A server that answers nothing has neither: it has its failed lookups. */
static inline bool whole_evidence(const fixture *f, const lyd_finding *finding)
{
    for (size_t i = 0; i < finding->evidence_count; i++) {
        const char *line = finding->evidence[i];
        for (size_t v = 0; v < f->topology.view_count && (whole_record(line) || strstr(line, " lookups failed") != NULL); v++) {
            for (size_t s = 0; s < f->views[v].server_count; s++) {
                if (whole_names(line, f->views[v].name) && whole_names(line, f->views[v].servers[s].text)) {
                    return true;
                }
            }
        }
    }
    return false;
}

/* Whether TEXT names something of the case: a name, a network, a server, an address, or the topology's file. */
static inline bool whole_case(const fixture *f, const lyd_finding *finding, const char *text)
{
    char address[LYD_ADDRESS_TEXT];
    bool named = whole_names(text, f->files[0]);
    for (size_t i = 0; i < finding->subject_count; i++) {
        named = named || whole_names(text, finding->subjects[i]);
    }
    for (size_t i = 0; i < f->zone_count; i++) {
        named = named || whole_names(text, f->zones[i].fqdn);
    }
    for (size_t i = 0; i < f->topology.network_count; i++) {
        named = named || whole_names(text, f->networks[i].name);
    }
    for (uint32_t q = 0; q < lyd_case_questions(&f->c); q++) {
        named = named || whole_names(text, f->c.servers[f->c.questions[q].server].text);
        for (size_t r = 0; r < f->answers[q].record_count && f->c.questions[q].type != LYD_TYPE_SRV; r++) {
            lyd_address_format(&f->answers[q].records[r].address, address);
            named = named || whole_names(text, address);
        }
    }
    return named;
}

/* Those whom the remedy names, as lyd_finding_owners has them. */
static inline unsigned whole_owners(const char *remedy)
{
    unsigned owners = 0;
    for (int owner = 0; owner < LYD_OWNER_COUNT; owner++) {
        const char *rest = lyd_owner_title((lyd_owner)owner) + 1; /* its first letter may be small in a sentence */
        const char *at = strstr(remedy, rest);
        owners |= at != NULL && at[strlen(rest)] == ':' ? 1u << owner : 0;
    }
    return owners;
}

/* Every action is a sentence in the imperative: in lower case, with its full stop. */
static inline bool whole_actions(const lyd_finding *finding)
{
    for (size_t i = 0; i < finding->action_count; i++) {
        const char *text = finding->actions[i].text;
        if (text[0] < 'a' || text[0] > 'z' || text[strlen(text) - 1] != '.') {
            return false;
        }
    }
    return finding->action_count > 0;
}

static inline void whole_missing(char *parts, size_t size, bool present, const char *part)
{
    size_t used = strlen(parts);
    if (!present) {
        (void)snprintf(parts + used, size - used, "%s%s", used == 0 ? "" : ", ", part);
    }
}

/* Prints what FINDING lacks; true if nothing. */
static inline bool whole(const char *row, const fixture *f, const lyd_finding *finding)
{
    char parts[256] = "";
    const char *reference = lyd_finding_reference(finding);
    bool subjects = finding->subject_count > 0, evidence = finding->evidence_count > 0, named = false;
    for (size_t i = 0; i < finding->subject_count; i++) {
        subjects = subjects && whole_names(finding->message, finding->subjects[i]);
    }
    whole_missing(parts, sizeof(parts), subjects && finding->message[strlen(finding->message) - 1] == '.', "subjects in the message");
    for (size_t i = 0; i < finding->evidence_count; i++) {
        evidence = evidence && finding->evidence[i][0] != '\0';
        named = named || whole_case(f, finding, finding->evidence[i]);
    }
    evidence = evidence && named && (!whole_asked(f, finding) || whole_evidence(f, finding));
    whole_missing(parts, sizeof(parts), evidence, "record, view and server in the evidence");
    whole_missing(parts, sizeof(parts), finding->rule->why[0] != '\0', "reason");
    whole_missing(parts, sizeof(parts), lyd_document_cited(reference, 0) != NULL, "reference");
    whole_missing(parts, sizeof(parts), whole_actions(finding), "actions");
    whole_missing(parts, sizeof(parts), whole_case(f, finding, finding->remedy), "the case's names in the remedy");
    whole_missing(parts, sizeof(parts), lyd_finding_owners(finding) != 0 && whole_owners(finding->remedy) == lyd_finding_owners(finding),
                  "owners in the remedy");
    if (parts[0] != '\0') {
        (void)fprintf(stderr, "%s: %s (%s) lacks: %s\n    %s\n", row, finding->key,
                      lyd_row_name(lyd_severity_names, (int)finding->severity), parts, finding->remedy);
        for (size_t i = 0; i < finding->evidence_count; i++) {
            (void)fprintf(stderr, "    - %s\n", finding->evidence[i]);
        }
    }
    return parts[0] == '\0';
}

#endif
