namespace CellDynamics.Data.Doctor;

/// <summary>One thing a person should know about a file.</summary>
/// <param name="Severity"><c>error</c>, <c>warning</c> or <c>note</c>.</param>
/// <param name="Path">Where, such as <c>/obs/day</c>.</param>
/// <param name="Code">Short and stable, such as <c>few-cells</c>.</param>
/// <param name="Message">What was found.</param>
/// <param name="Fix">What to do about it; empty where nothing need be done.</param>
public sealed record Finding(string Severity, string Path, string Code, string Message, string Fix)
{
    public static Finding Error(string path, string code, string message, string fix) => new("error", path, code, message, fix);

    public static Finding Warning(string path, string code, string message, string fix) => new("warning", path, code, message, fix);

    public static Finding Note(string path, string code, string message, string fix = "") => new("note", path, code, message, fix);
}
