namespace CellDynamics.Web.Hosting;

/// <summary>What stands behind <c>celldynamics serve</c>. A word that nobody reads would start a site that is not the one that was asked for.</summary>
public static class ServeArguments
{
    public const string Help = """
        celldynamics serve [--urls http://127.0.0.1:5080]
        Starts the site, until it is stopped. Without accounts only addresses of this machine are allowed.
          --urls ADDRESS    where it listens; several separated by semicolons
        All other settings are environment variables, such as DataRoot or Accounts__Mode; an installed site has them
        in a file. docs/operations.md lists them.
        """;

    private static readonly string[] Words = ["urls", "environment", "applicationName", "DataRoot", "SampleData"];

    public static bool AsksForHelp(IEnumerable<string> arguments) => arguments.Any(argument => argument is "--help" or "-h" or "-?");

    /// <returns>What cannot be understood, as a sentence; null where all can.</returns>
    public static string? Problem(IReadOnlyList<string> arguments)
    {
        for (int place = 0; place < arguments.Count; place++)
        {
            string argument = arguments[place];
            if (!argument.StartsWith("--", StringComparison.Ordinal))
                return Unknown(argument);
            string[] parts = argument[2..].Split('=', 2);
            if (!parts[0].Contains(':', StringComparison.Ordinal) && !Words.Contains(parts[0], StringComparer.OrdinalIgnoreCase))
                return Unknown(argument);
            if (parts.Length == 1 && ++place == arguments.Count)
                return $"celldynamics serve: expected a value after {argument}, found none.";
        }
        return null;
    }

    private static string Unknown(string argument) => $"celldynamics serve: expected --urls ADDRESS or nothing, found {argument}. See: celldynamics serve --help";
}
