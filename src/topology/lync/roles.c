#include "model.h"

#include <string.h>

static const lync_role roles[] = {
    {"UserServices", LYNC_FRONT_END, "user services"},
    {"Registrar", LYNC_REGISTRAR, "registrar"},
    {"MediationServer", LYNC_MEDIATION, "Mediation Server"},
    {"PstnGateway", LYNC_GATEWAY, "PSTN gateway"},
    {"EdgeServer", LYNC_EDGE, "Edge Server"},
    {"MonitoringServer", LYNC_MONITORING, "Monitoring Server"},
    {"MonitoringStore", LYNC_MONITORING, "monitoring database"},
    {"PersistentChatServer", LYNC_CHAT, "Persistent Chat Server"},
    {"PersistentChatService", LYNC_CHAT, "Persistent Chat Server"},
    {"PersistentChatStore", LYNC_CHAT, "Persistent Chat database"},
    {"PersistentChatComplianceStore", LYNC_CHAT, "Persistent Chat compliance database"},
    {"UserStore", LYNC_OTHER, "user database"},
    {"ApplicationStore", LYNC_OTHER, "application database"},
    {"ArchivingStore", LYNC_OTHER, "archiving database"},
    {"ArchivingServer", LYNC_OTHER, "Archiving Server"},
    {"CentralMgmtStore", LYNC_OTHER, "Central Management database"},
    {"CentralMgmt", LYNC_OTHER, "Central Management Server"},
    {"ManagementServices", LYNC_OTHER, "management services"},
    {"FileStore", LYNC_OTHER, "file store"},
    {"WacService", LYNC_OTHER, "Office Web Apps Server"},
    {"WebServices", LYNC_OTHER, "web services"},
    {"ConfServices", LYNC_OTHER, "conferencing services"},
    {"ApplicationServer", LYNC_OTHER, "application services"},
    {"ExternalServer", LYNC_OTHER, "trusted application server"},
    {"VideoInteropServer", LYNC_OTHER, "Video Interop Server"},
    {"VideoGateway", LYNC_OTHER, "video gateway"},
};

/* Any other part of Persistent Chat, of a version that this table doesn't know. */
static const lync_role chat_part = {"PersistentChat", LYNC_CHAT, "part of Persistent Chat"};

const lync_role *lync_role_find(const char *name)
{
    for (size_t i = 0; i < LYD_COUNT(roles); i++) {
        if (strcmp(roles[i].name, name) == 0) {
            return &roles[i];
        }
    }
    return strncmp(name, chat_part.name, strlen(chat_part.name)) == 0 ? &chat_part : NULL;
}
