using System.CommandLine;

namespace ServerlessOrders.Client.Commands;

/// <summary><c>completion</c>: what a shell needs to complete this command line.</summary>
internal sealed class CompletionCommand(CommonOptions common) : ICommandBuilder
{
    private const string Bash = """
        _orders() {
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(orders "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _orders orders
        """;

    private const string Zsh = """
        _orders() {
          local -a suggestions
          suggestions=("${(@f)$(orders "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
          [[ -n "$suggestions" ]] && compadd -- $suggestions || _files
        }
        compdef _orders orders
        """;

    private readonly Argument<string> _shell = new("SHELL") { Description = "bash or zsh." };

    /// <inheritdoc/>
    public string[] Examples { get; } = ["eval \"$(orders completion bash)\"", "eval \"$(orders completion zsh)\""];

    /// <inheritdoc/>
    public Command Build()
    {
        _shell.AcceptOnlyFromAmong("bash", "zsh");
        var command = new Command("completion", "Print the completion for a shell.") { _shell };
        command.SetAction(parsed => common.Output.WriteLine(parsed.GetValue(_shell) == "zsh" ? Zsh : Bash));
        return command;
    }
}
