using ServerlessOrders.Client.Commands;

namespace ServerlessOrders.Tests.EndToEnd.Client;

/// <summary>What a shell makes of <c>orders completion</c>.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Bash_CompletesCommandsAndOptions()
    {
        await File.WriteAllTextAsync(
            _folder["orders"], $"#!/bin/sh\nexec dotnet '{typeof(CommandLine).Assembly.Location}' \"$@\"\n", TestContext.Current.CancellationToken);
        await ExternalTool.RunAsync("chmod", "+x", _folder["orders"]);
        var script = $$"""
            PATH="{{_folder.Path}}:$PATH"
            eval "$(orders completion bash)"
            complete -p orders | grep -q -- '-F _orders' || exit 1
            complete_line() {
              COMP_LINE="$1"; COMP_POINT=${#1}; read -ra COMP_WORDS <<< "$1"; COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
              _orders; printf '%s ' "${COMPREPLY[@]}"; echo
            }
            [ "$(complete_line 'orders re')" = 'restart resume retry ' ] || exit 2
            [ "$(complete_line 'orders get 42 --wa')" = '--wait ' ] || exit 3
            """;

        await ExternalTool.RunAsync("bash", "-c", script);
    }
}
