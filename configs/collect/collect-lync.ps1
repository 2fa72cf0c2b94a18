# Writes into a new folder what lyncdns reads of a Lync Server or Skype for Business Server deployment.
#
#   .\collect-lync.ps1 C:\exports        in the Lync Server Management Shell, as a member of CsViewOnlyAdministrator or more
#
# Read it before you run it. It calls only Get- cmdlets, which change nothing, and writes what they return into files of that folder. It
# loads no module, opens no connection of its own and sends nothing anywhere. An error of one line, where a version doesn't have the cmdlet,
# leaves out that file; lyncdns says which facts are missing.
#
# The folder shows the whole deployment: servers, addresses, SIP domains, policies. Keep it confidential.

param([Parameter(Mandatory = $true)][string]$Folder)

New-Item -ItemType Directory -Path $Folder -ErrorAction Stop

Get-CsTopology -AsXml            | Set-Content   -Encoding UTF8 -Path "$Folder\topology.xml"
Get-CsSipDomain                  | Export-Clixml -Depth 4 -Path "$Folder\sip-domains.xml"
Get-CsSimpleUrlConfiguration     | Export-Clixml -Depth 4 -Path "$Folder\simple-urls.xml"
Get-CsService -WebServer         | Export-Clixml -Depth 4 -Path "$Folder\web-services.xml"
Get-CsService -EdgeServer        | Export-Clixml -Depth 4 -Path "$Folder\edge-servers.xml"
Get-CsNetworkConfiguration       | Export-Clixml -Depth 4 -Path "$Folder\network.xml"
Get-CsTrunkConfiguration         | Export-Clixml -Depth 4 -Path "$Folder\trunks.xml"
Get-CsLocationPolicy             | Export-Clixml -Depth 4 -Path "$Folder\location-policies.xml"
Get-CsAccessEdgeConfiguration    | Export-Clixml -Depth 4 -Path "$Folder\access-edge.xml"
Get-CsHostingProvider            | Export-Clixml -Depth 4 -Path "$Folder\hosting-providers.xml"
Get-CsNetworkInterface           | Export-Clixml -Depth 4 -Path "$Folder\network-interfaces.xml"
