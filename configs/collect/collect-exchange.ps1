# Writes into a new folder what lyncdns reads of an Exchange organisation with Unified Messaging.
#
#   .\collect-exchange.ps1 C:\exports    in the Exchange Management Shell, as a member of View-Only Organization Management or more
#
# Read it before you run it. It calls only Get- cmdlets, which change nothing, and writes what they return into files of that folder. It
# loads no module, opens no connection of its own and sends nothing anywhere. Errors that a cmdlet isn't known are normal: Exchange 2013 and
# 2016 have Get-UMService and Get-UMCallRouterSettings, Exchange 2010 has Get-UMServer, Exchange 2019 has no Unified Messaging.
#
# Copy the files into the folder of collect-lync.ps1; of several organisations, in folders of their own first, since the names of the files
# are the same, and then under other names. The folder shows servers and dial plans. Keep it confidential.

param([Parameter(Mandatory = $true)][string]$Folder)

New-Item -ItemType Directory -Path $Folder -ErrorAction Stop

Get-UMService                    | Export-Clixml -Depth 4 -Path "$Folder\um-services.xml"
Get-UMServer                     | Export-Clixml -Depth 4 -Path "$Folder\um-servers.xml"
Get-UMCallRouterSettings         | Export-Clixml -Depth 4 -Path "$Folder\um-call-routers.xml"
Get-UMIPGateway                  | Export-Clixml -Depth 4 -Path "$Folder\um-ip-gateways.xml"
