using System.ComponentModel.DataAnnotations;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;

namespace CellDynamics.Runs.Execution;

/// <summary>The work cannot be done as asked; the message says what was expected, what was found and what to change.</summary>
public sealed class RunException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Turns what went wrong into one sentence for a person.</summary>
public static class RunFailure
{
    private const int DiskFull = 28;

    public static string Describe(Exception failure) => failure switch
    {
        RunException or DatasetException or InvalidDataException or ParameterException or KeyNotFoundException or DllNotFoundException
            or ValidationException or PlatformNotSupportedException => failure.Message,
        FileNotFoundException { FileName: { Length: > 0 } name } => $"{name}: expected a file, found none. Check the path.",
        FileNotFoundException or DirectoryNotFoundException => $"{failure.Message} Check the path.",
        UnauthorizedAccessException => $"{failure.Message} Expected the right to read and write there; change the permissions or choose another place.",
        IOException io when IsDiskFull(io) => $"{Sentence(io.Message)} The disk is full: free some space or choose another disk, then run it again; what was finished is kept.",
        IOException => failure.Message,
        OutOfMemoryException => "Memory ran out. Use fewer cells or genes, or a machine with more memory.",
        AggregateException { InnerExceptions.Count: > 0 } many => Describe(many.InnerExceptions[0]),
        _ => $"{Sentence(failure.Message)} This was not foreseen ({failure.GetType().Name}): please report it with the file and the command.",
    };

    /// <summary>Of any system.</summary>
    public static bool IsDiskFull(IOException failure) =>
        (OperatingSystem.IsWindows() ? (failure.HResult & 0xFFFF) is 0x70 or 0x27 : (failure.HResult & 0xFFFF) is DiskFull) || failure.Message.Contains("No space left", StringComparison.Ordinal);

    private static string Sentence(string text) => text.EndsWith('.') ? text : text + ".";
}
