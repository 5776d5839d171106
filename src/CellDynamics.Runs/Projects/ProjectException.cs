namespace CellDynamics.Runs.Projects;

/// <summary>A change of a project or a share was refused; the message says what was expected, what was found and what to do.</summary>
public sealed class ProjectException(string message) : Exception(message);
