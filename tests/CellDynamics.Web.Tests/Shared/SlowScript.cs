using System.Text.Json;
using Microsoft.JSInterop;

namespace CellDynamics.Web.Tests.Shared;

/// <summary>A browser that takes its time to mount the script of a page: until the test lets it.</summary>
internal sealed class SlowScript : IJSRuntime, IJSObjectReference
{
    private readonly TaskCompletionSource mounted = new(TaskCreationOptions.RunContinuationsAsynchronously), asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource takenDown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The page has asked for its script to be mounted.</summary>
    public Task Asked => asked.Task;

    /// <summary>The mounted script was told to end.</summary>
    public Task TakenDown => takenDown.Task;

    /// <summary>What the mounted script answers, as JSON, by the verb it is asked.</summary>
    public Dictionary<string, string> Answers { get; } = [];

    /// <summary>How often it was mounted so far.</summary>
    public int Mounts { get; private set; }

    public void Mount() => mounted.SetResult();

    public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => InvokeAsync<TValue>(identifier, CancellationToken.None, args);

    public async ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args)
    {
        if (identifier == "mount")
        {
            asked.TrySetResult();
            await mounted.Task.WaitAsync(cancellationToken);
            Mounts++;
        }
        if (identifier == "dispose")
            takenDown.TrySetResult();
        return this is TValue script ? script : Answers.TryGetValue(identifier, out string? answer) ? JsonSerializer.Deserialize<TValue>(answer, JsonSerializerOptions.Web)! : default!;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
