/* lync.h: reads Lync's own topology exports, the published form and Topology Builder's, into a builder. */
#ifndef LYD_TOPOLOGY_LYNC_H
#define LYD_TOPOLOGY_LYNC_H

#include "topology/build/builder.h"

lyd_reader lyd_lync_read;

#endif
