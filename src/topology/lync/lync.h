/* lync.h: reads Lync's own topology exports, the published form and Topology Builder's, into a builder. */
#ifndef LYD_TOPOLOGY_LYNC_H
#define LYD_TOPOLOGY_LYNC_H

#include "topology/build/builder.h"

/* TEXT is UTF-8 without a byte-order mark. PATH names it in messages and is what lyd_builder_begin was told. LYD_EINVAL: sentences in
 * DIAG. */
lyd_status lyd_lync_read(lyd_builder *builder, const char *text, size_t length, const char *path, lyd_diag *diag);

#endif
