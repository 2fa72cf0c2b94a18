/* yaml.h: reads the topology file that people write into a builder. */
#ifndef LYD_TOPOLOGY_YAML_H
#define LYD_TOPOLOGY_YAML_H

#include "topology/build/builder.h"

lyd_reader lyd_yaml_read;

#endif
