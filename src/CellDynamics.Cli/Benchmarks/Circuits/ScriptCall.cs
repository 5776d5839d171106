using System.Text.Json;

namespace CellDynamics.Cli.Benchmarks.Circuits;

/// <summary>A call of the server into the scripts of the page.</summary>
/// <param name="Name">Of the function.</param>
/// <param name="Target">Id of the object that it belongs to; 0 for the window.</param>
/// <param name="Arguments">What it is given.</param>
internal sealed record ScriptCall(string Name, long Target, IReadOnlyList<JsonElement> Arguments);

/// <summary>Stands for the scripts of a page.</summary>
internal interface IPageScript
{
    /// <param name="call">What the server asks for.</param>
    /// <param name="held">Id under which the server will know what is returned, where it wants to hold it.</param>
    /// <returns>JSON; of what the server holds it is not looked at.</returns>
    /// <exception cref="IOException">The script fails; the server hears the message.</exception>
    Task<string> AnswerAsync(ScriptCall call, long held);
}
