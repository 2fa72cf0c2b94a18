/* exports.h: what is read of the cmdlets' exports, and the readers of the cmdlets. Private to this folder. */
#ifndef LYD_TOPOLOGY_EXPORTS_EXPORTS_H
#define LYD_TOPOLOGY_EXPORTS_EXPORTS_H

#include "topology/readers.h"
#include "value.h"

/* ---- settings: what a property says about a feature or a service ---- */

typedef enum lyd_setting_id {
    LYD_SETTING_ADMISSION,     /* call admission control */
    LYD_SETTING_BYPASS,        /* media bypass, of the whole deployment */
    LYD_SETTING_BYPASS_ALWAYS, /* the same, wherever users are */
    LYD_SETTING_BYPASS_TRUNK,  /* media bypass, of some trunk */
    LYD_SETTING_EMERGENCY,     /* E9-1-1, of some location policy */
    LYD_SETTING_FEDERATED,     /* federated users are allowed */
    LYD_SETTING_DISCOVERY,     /* partners are discovered by DNS */
    LYD_SETTING_HOSTED,        /* some hosting provider is in use and shares the address space */
    LYD_SETTINGS,
} lyd_setting_id;

typedef struct lyd_setting {
    lyd_truth truth;    /* LYD_TRUTH_NONE: no file has it */
    const char *source; /* "EnableBypass is True in trunks.xml, line 12 (Get-CsTrunkConfiguration)" */
    uint16_t file;      /* the builder's */
} lyd_setting;

/* ---- the state of reading ---- */

/* A file, and its objects. */
typedef struct lyd_export_file {
    const lyd_value **objects;
    const struct lyd_cmdlet **cmdlets; /* of each object; NULL: not known */
    size_t count;
    uint16_t file;    /* the builder's */
    const char *name; /* without its folder */
} lyd_export_file;

struct lyd_exports {
    lyd_builder *builder;
    lyd_arena *arena;       /* of all trees */
    lyd_export_file *files; /* on the heap */
    size_t file_count, file_capacity;
    uint16_t first;     /* the builder's file that stands for all: the folder, or the only file */
    const char *file;   /* the name of the file that is read */
    const char *cmdlet; /* and the cmdlet */
    lyd_setting settings[LYD_SETTINGS];
    int newest;    /* the newest version of a Front End pool's services; 0: none */
    bool gateways; /* UM IP gateways were read: this is an export of Exchange */
};

/* Reads the objects of one cmdlet in one file. */
typedef lyd_status lyd_export_reader(lyd_exports *x, const lyd_value *const *objects, size_t count);

typedef struct lyd_cmdlet {
    const char *name;
    const char *shown_by[4]; /* the properties that its objects have, all of them; "A|B": one of these */
    lyd_export_reader *read; /* NULL: nothing of it is used */
} lyd_cmdlet;

extern const lyd_cmdlet lyd_cmdlets[]; /* in the order of reading: earlier ones have precedence; ended by a NULL name */

const lyd_cmdlet *lyd_cmdlet_of(const lyd_value *object); /* NULL: not known */

/* A remark on a name: the file, line and cmdlet that it comes from. */
lyd_status lyd_export_source(lyd_exports *x, const char *fqdn, const lyd_value *object, const char *what);

/* ---- settings.c ---- */

lyd_export_reader lyd_read_settings, lyd_read_sip_domains;
lyd_status lyd_settings_finish(lyd_exports *x, bool whole);

/* ---- services.c ---- */

lyd_export_reader lyd_read_simple_urls, lyd_read_web_server, lyd_read_edge_server;

/* ---- interfaces.c ---- */

lyd_export_reader lyd_read_interfaces;

/* ---- exchange.c ---- */

lyd_export_reader lyd_read_um_service, lyd_read_um_gateway;
lyd_status lyd_exchange_finish(lyd_exports *x);

#endif
