namespace CellDynamics.Runs.Execution;

/// <summary>Turns the end of a child process into words.</summary>
internal static class ExitReason
{
    private const int Signal = 128;

    // How the command line signs its messages; on a page that would be noise.
    private const string Speaker = "celldynamics: ";

    /// <param name="exitCode">Of the child, not 0.</param>
    /// <param name="errorTail">Its last lines on standard error.</param>
    /// <param name="work">What ended, such as "analysis".</param>
    public static string Describe(int exitCode, string errorTail, string work = "analysis") => (exitCode - Signal) switch
    {
        6 => Native(work, "it ended itself (signal 6)", errorTail),
        7 or 11 => Native(work, $"native code crashed (signal {exitCode - Signal})", errorTail),
        9 => $"The operating system stopped the {work} (signal 9), most likely because memory ran out. Use fewer cells or genes, or a machine with more memory.",
        15 => $"Somebody stopped the {work} from outside (signal 15). Run it again.",
        24 => $"The {work} used all the processor time it may (Execution:CpuSeconds). Ask whoever runs this site to raise it, or use fewer cells.",
        25 => $"The {work} tried to write a file larger than allowed (Execution:FileBytes). Ask whoever runs this site to raise it.",
        _ when errorTail.Length > 0 => Last(errorTail),
        _ => $"The {work} ended with exit code {exitCode} and said nothing. Its log may tell more.",
    };

    private static string Native(string work, string what, string errorTail) =>
        $"The {work} crashed: {what}. Run it again; if it happens again, report it with the log." + (errorTail.Length == 0 ? "" : $" It last said: {Last(errorTail)}");

    // The last paragraph: programs end with what matters; a stack trace above it is in the log.
    private static string Last(string errorTail)
    {
        string[] lines = [.. errorTail.Split('\n').Where(line => line.Trim().Length > 0 && !line.TrimStart().StartsWith("at ", StringComparison.Ordinal))];
        string said = lines.Length == 0 ? errorTail : string.Join(' ', lines.TakeLast(3).Select(line => line.Trim()));
        return said.StartsWith(Speaker, StringComparison.Ordinal) ? said[Speaker.Length..] : said;
    }
}
