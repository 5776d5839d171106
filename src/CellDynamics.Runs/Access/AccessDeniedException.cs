namespace CellDynamics.Runs.Access;

/// <summary>The caller may not do this. A stranger learns no more than about a thing that does not exist.</summary>
/// <param name="isHidden">The caller may not even know that it exists.</param>
public sealed class AccessDeniedException(string message, bool isHidden) : Exception(message)
{
    public bool IsHidden { get; } = isHidden;
}
