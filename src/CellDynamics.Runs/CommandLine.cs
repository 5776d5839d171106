using System.Text;

namespace CellDynamics.Runs;

/// <summary>The command that child processes are started with.</summary>
public static class CommandLine
{
    /// <summary>Splits at spaces; double quotes keep a part with spaces together.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        List<string> parts = [];
        var part = new StringBuilder();
        bool isQuoted = false, isOpen = false;
        foreach (char letter in text)
        {
            if (letter == '"')
            {
                isQuoted = !isQuoted;
                isOpen = true;
            }
            else if (letter == ' ' && !isQuoted)
            {
                if (isOpen)
                    parts.Add(part.ToString());
                part.Clear();
                isOpen = false;
            }
            else
            {
                part.Append(letter);
                isOpen = true;
            }
        }
        if (isOpen)
            parts.Add(part.ToString());
        return parts;
    }

    /// <summary><c>cli/celldynamics</c> of an installation, as a program of its own or through <c>dotnet</c>.</summary>
    public static IReadOnlyList<string> OfInstallation(string folder)
    {
        string program = Path.Combine(folder, "cli", OperatingSystem.IsWindows() ? "celldynamics.exe" : "celldynamics");
        return File.Exists(program) ? [program] : ["dotnet", Path.Combine(folder, "cli", "celldynamics.dll")];
    }
}
