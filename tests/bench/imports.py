"""What a folder of exports costs: 200 pools, 5,000 subnets."""

import statistics

from claims import bounded
from lab import measured
from test_exports import clixml, um

POOLS, MEMBERS, SUBNETS = 200, 8, 5000


def topology():
    def machine(p, m):
        return f'<Machine Fqdn="fe{m}.pool{p}.corp"><NetInterface InterfaceSide="Primary" IPAddress="10.{p}.0.{m}"/></Machine>'

    clusters = "".join(
        f'<Cluster UniqueId="c{p}" Fqdn="pool{p}.corp"><Machines>{"".join(machine(p, m) for m in range(MEMBERS))}</Machines></Cluster>'
        for p in range(POOLS)
    )
    services = "".join(f'<Service UniqueId="s{p}" RoleName="Registrar" InstalledOn="c{p}"/>' for p in range(POOLS))
    return (
        '<TopologyBuilder><NewTopology><PartialTopology><CentralSites><CentralSite SiteId="1"><Name>Main</Name><Clusters>'
        f"{clusters}</Clusters></CentralSite></CentralSites><Services>{services}</Services></PartialTopology></NewTopology></TopologyBuilder>"
    )


def write(folder):
    folder.mkdir()
    web = ({"PoolFqdn": f"pool{p}.corp", "InternalFqdn": f"in{p}.corp", "ExternalFqdn": f"out{p}.corp", "Version": 6} for p in range(POOLS))
    interfaces = ({"Identity": f"fe{m}.pool{p}.corp/Primary/1", "IPAddress": f"10.{p}.0.{m}"} for p in range(POOLS) for m in range(MEMBERS))
    subnets = ({"Identity": f"10.{i >> 8}.{i & 255}.0", "MaskBits": 24, "NetworkSiteID": f"Site{i % 100}"} for i in range(SUBNETS))
    (folder / "topology.xml").write_text(topology())
    for name, objects in (("web", web), ("interfaces", interfaces), ("subnets", subnets), ("um", (um(f"EX{i}") for i in range(POOLS)))):
        (folder / name).write_text(clixml(*objects))


def claims_of(folder, program, build, rounds):
    write(folder / "exports")
    runs = [measured(build, [program, "import", folder / "exports"], codes=(0,)) for _ in range(rounds)]
    yield bounded(f"import of {POOLS} pools and {SUBNETS} subnets", statistics.median(run.wall for run in runs), 1, " s")
    yield "  its peak memory", f"{max(run.peak for run in runs) / 1024:.0f} MiB", "", None
