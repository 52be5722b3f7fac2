#!/bin/sh
# Tells the deployed app when a blob is back from the Archive tier. azd runs this after each deployment and sets the variables; by hand:
#   AZURE_RESOURCE_GROUP=... AZURE_DATA_STORAGE_NAME=... AZURE_FUNCTION_APP_NAME=... infra/subscribe.sh
set -eu
: "${AZURE_RESOURCE_GROUP:?the resource group}" "${AZURE_DATA_STORAGE_NAME:?the account with the archive}" "${AZURE_FUNCTION_APP_NAME:?the Functions app}"
exec az deployment group create --resource-group "$AZURE_RESOURCE_GROUP" --name events --output none \
  --template-file "$(dirname "$0")/events.bicep" \
  --parameters dataStorageName="$AZURE_DATA_STORAGE_NAME" functionAppName="$AZURE_FUNCTION_APP_NAME"
