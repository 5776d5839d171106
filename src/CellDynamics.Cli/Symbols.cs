using System.CommandLine;

namespace CellDynamics.Cli;

/// <summary>Arguments and options that several verbs share the making of.</summary>
internal static class Symbols
{
    /// <summary>A positional argument that refuses what looks like a mistyped option.</summary>
    public static Argument<string> Argument(string name, string description)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith("--", StringComparison.Ordinal)) is { } token)
                result.AddError($"Unknown option '{token.Value}'.");
        });
        return argument;
    }

    public static Option<T> Option<T>(string name, string description, bool isRequired = false) => new(name) { Description = description, Required = isRequired };

    /// <summary>An option that may be repeated.</summary>
    public static Option<string[]> Many(string name, string description) =>
        new(name) { Description = description, AllowMultipleArgumentsPerToken = false, DefaultValueFactory = _ => [] };
}
