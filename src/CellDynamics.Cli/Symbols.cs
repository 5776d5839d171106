using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

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

    /// <summary>A number with a decimal point, whatever the language of the system.</summary>
    public static Option<T> Number<T>(string name, string description, bool isRequired = false) where T : struct, INumber<T> =>
        new(name) { Description = description, Required = isRequired, CustomParser = result => Read<T>(name, result.Tokens[^1].Value, result) ?? default };

    /// <summary>Numbers, by repeating the option.</summary>
    public static Option<double[]> Numbers(string name, string description) => new(name)
    {
        Description = description, DefaultValueFactory = _ => [], CustomParser = result => [.. result.Tokens.Select(token => Read<double>(name, token.Value, result) ?? 0)],
    };

    /// <returns>Null where an error was added to the result.</returns>
    public static T? Read<T>(string name, string text, ArgumentResult result) where T : struct, INumber<T>
    {
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T number) && T.IsFinite(number))
            return number;
        result.AddError($"{name}: expected {(typeof(T) == typeof(int) ? "a whole number" : "a number")}, found \"{text}\".");
        return null;
    }

    /// <summary>An option that may be repeated.</summary>
    public static Option<string[]> Many(string name, string description) =>
        new(name) { Description = description, AllowMultipleArgumentsPerToken = false, DefaultValueFactory = _ => [] };
}
