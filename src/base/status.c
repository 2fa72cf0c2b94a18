#include <lyncdns/base.h>

static const lyd_row status_texts[] = {
    {LYD_OK, "success"},
    {LYD_ENOMEM, "out of memory"},
    {LYD_EINVAL, "invalid input"},
    {LYD_EIO, "input or output failed"},
    {LYD_ESTOPPED, "stopped before the end"},
    {LYD_EBUSY, "in use by another process"},
    {0, NULL},
};

const char *lyd_status_text(lyd_status status)
{
    const char *text = lyd_row_name(status_texts, (int)status);
    return text != NULL ? text : "unknown status";
}
