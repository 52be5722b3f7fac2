#!/bin/sh
# Tells the deployed app when a blob is back from the Archive tier. azd runs this after each deployment and sets the variables; by hand:
#   AZURE_RESOURCE_GROUP=... AZURE_DATA_STORAGE_NAME=... AZURE_FUNCTION_APP_NAME=... infra/subscribe.sh
set -eu
: "${AZURE_RESOURCE_GROUP:?the resource group}" "${AZURE_DATA_STORAGE_NAME:?the account with the archive}" "${AZURE_FUNCTION_APP_NAME:?the Functions app}"
function=${EVENT_FUNCTION:-BlobTierChanged}
if ! az functionapp function show --resource-group "$AZURE_RESOURCE_GROUP" --name "$AZURE_FUNCTION_APP_NAME" --function-name "$function" --output none; then
  echo "The app has no function $function: rehydrated blobs are found by the workflow's own looks (Orders:RehydrationCheckInterval)." >&2
  exit 0
fi
exec az deployment group create --resource-group "$AZURE_RESOURCE_GROUP" --name events --output none \
  --template-file "$(dirname "$0")/events.bicep" \
  --parameters dataStorageName="$AZURE_DATA_STORAGE_NAME" functionAppName="$AZURE_FUNCTION_APP_NAME" functionName="$function"
